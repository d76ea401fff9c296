import { AppendFile } from '../../formats/appendFile.js';

/** A file of lines, as a pino destination; pino's own synchronous one retries a full disk in an endless loop. */
export class LineFile extends AppendFile {
  constructor(path: string) {
    super(path);
    this.open();
  }

  write(line: string): void {
    this.append(Buffer.from(line));
  }
}
