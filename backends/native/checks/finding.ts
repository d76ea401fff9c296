/** `info` is a fact that is neither good nor bad, such as an optional package that is not installed. */
export type Status = 'ok' | 'info' | 'warning' | 'problem';

/** The parts of the report, in its order. */
export const SECTIONS = ['machine', 'packages', 'backends', 'training', 'gpu'] as const;

export type Section = (typeof SECTIONS)[number];

/** One thing that the doctor looked at. */
export interface Finding {
  /** Stable, for programs: `node.version`, `copies.tfjs-core`, `backend.wasm`. */
  id: string;
  section: Section;
  status: Status;
  /** One line. */
  summary: string;
  /** Facts below it: paths, versions, messages. */
  details: string[];
  /** What to do, one step per line. Every warning and problem has it. */
  advice: string[];
}

/** A finding without details or advice unless given. */
export function finding(
  section: Section,
  id: string,
  status: Status,
  summary: string,
  { details = [], advice = [] }: Partial<Pick<Finding, 'details' | 'advice'>> = {},
): Finding {
  return { id, section, status, summary, details, advice };
}
