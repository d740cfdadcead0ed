/** The record of a run, read as it grows: by whoever it is written, and however it reaches this machine. */
import type { FileSystem } from '../files/fileSystem.ts';
import type { RecordedEvent } from '../train/events.ts';
import { eventOfLine } from './recorded.ts';

export interface Heard {
  /** What was said since the last reading; everything where the record is another one. */
  readonly events: readonly RecordedEvent[];
  /** It was replaced or cut off: what was read before no longer holds. */
  readonly anew: boolean;
}

/** Of a file that grows so much is read at once, in bytes; a longer line is no event. */
const PART = 16 << 20;
/** By so many bytes before the place where reading goes on a record is known again. */
const MARK = 256;
const LINE_FEED = 10;

export class RecordTail {
  readonly #files: FileSystem;
  readonly #file: string;
  readonly #part: number;
  /** Behind the last whole line that was read. */
  #at = 0;
  /** The bytes before it. */
  #mark: Uint8Array = new Uint8Array();
  /** What the file was like when it was read last. */
  #seen = '';

  constructor(files: FileSystem, file: string, part = PART) {
    [this.#files, this.#file, this.#part] = [files, file, part];
  }

  /** A last line that is not whole yet waits for the next reading. Nothing is said of a file that is not there. */
  async read(): Promise<Heard> {
    const found = await this.#files.stat(this.#file).catch(() => undefined);
    const seen = found ? `${found.size} ${found.modified}` : '';
    if (!found || seen === this.#seen) return { events: [], anew: false };
    const anew = !(await this.#isSame(found.size));
    if (anew) [this.#at, this.#mark] = [0, new Uint8Array()];
    const events: RecordedEvent[] = [];
    while (this.#at < found.size) {
      const bytes = await this.#files.readPart(this.#file, this.#at, Math.min(this.#at + this.#part, found.size));
      const whole = bytes.lastIndexOf(LINE_FEED) + 1;
      // as much as is ever read at once without an end of a line: none of it is an event
      const taken = whole === 0 && bytes.length === this.#part ? bytes.length : whole;
      if (taken === 0) break;
      for (const line of new TextDecoder().decode(bytes.subarray(0, whole)).split('\n')) {
        const event = eventOfLine(line);
        if (event) events.push(event);
      }
      this.#at += taken;
      this.#mark = bytes.slice(Math.max(0, taken - MARK), taken);
    }
    this.#seen = seen;
    return { events, anew };
  }

  async #isSame(size: number): Promise<boolean> {
    if (size < this.#at) return false;
    const before = await this.#files.readPart(this.#file, this.#at - this.#mark.length, this.#at);
    return before.length === this.#mark.length && before.every((byte, i) => byte === this.#mark[i]);
  }
}
