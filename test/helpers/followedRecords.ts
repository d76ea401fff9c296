import { RunFollower } from '../../run/read/followRun.js';
import type { RunData } from '../../run/read/runData.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';

/** A follower that keeps every record, for comparison with a complete reading. */
export class FollowedRecords {
  readonly #follower: RunFollower<Set<NeuralCollapseRecord>>;

  constructor(folder: string) {
    this.#follower = new RunFollower(folder, () => new Set<NeuralCollapseRecord>());
  }

  poll(): boolean {
    return this.#follower.poll();
  }

  get run(): RunData {
    return { ...this.#follower.run, records: [...this.#follower.kept] };
  }
}
