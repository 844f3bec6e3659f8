import type { Framing } from '../../record/framing.ts';
import { CARRIAGE_RETURN, endsLine, LINE_FEED } from './line-end.ts';

const BLANK = 0x20;
const DELETE = 0x7f;

/** What a connection sent behind its last line end. When it ends there, that is a line cut off, unless it is blank. */
export class OpenLine {
  readonly #framing: Framing;
  #length = 0;
  #blank = true;
  #lastByte = 0;

  constructor(framing: Framing) {
    this.#framing = framing;
  }

  get lastByte(): number {
    return this.#lastByte;
  }

  /** Whether a line can begin here; not between a carriage return and its line feed, when that is the `next` byte. */
  isBetweenLines(next?: number): boolean {
    const torn = this.#framing === 'line' && this.#lastByte === CARRIAGE_RETURN && next === LINE_FEED;
    return this.#length === 0 && !torn;
  }

  /** Bytes of a line that would be cut off here; 0 between two lines. Blanks and control characters are no line. */
  get cutOff(): number {
    return this.#blank ? 0 : this.#length;
  }

  add(bytes: Buffer): void {
    const begin = this.#behindLastEnd(bytes);
    if (begin !== -1) {
      this.#length = 0;
      this.#blank = true;
    }
    const open = bytes.subarray(Math.max(begin, 0));
    this.#length += open.length;
    this.#blank &&= open.every((byte) => byte <= BLANK || byte === DELETE);
    this.#lastByte = bytes.at(-1) ?? this.#lastByte;
  }

  #behindLastEnd(bytes: Buffer): number {
    for (let at = bytes.length - 1; at >= 0; at--) {
      const before = at === 0 ? this.#lastByte : (bytes[at - 1] ?? 0);
      if (endsLine(bytes[at] ?? 0, this.#framing, before)) return at + 1;
    }
    return -1;
  }
}
