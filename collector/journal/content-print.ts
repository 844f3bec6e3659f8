import { type InstallationKey, macOf, startMac } from '../../record/mac.ts';

/** First bytes that tell one file from another. */
export const HEAD_BYTES = 4096;
/** Bytes before the cursor that must still be the same when a file is carried on; also the block of the content hash. */
export const TAIL_BYTES = 65_536;

/** What is remembered of content, so that it is known again when it grew, moved or came twice. */
export interface Print {
  readonly length: number;
  readonly content_mac: string;
  readonly content_chain: string;
  readonly head_mac: string;
  readonly head_length: number;
  readonly tail_mac: string;
}

/**
 * Takes the print of content as it passes by. The keyed hash over the whole is a chain over blocks of 64 KiB: it can be
 * carried on from the last block when a file grew, and it is the same however the bytes arrived in pieces.
 */
export class ContentPrint {
  readonly #key: InstallationKey;
  readonly #marks: number[];
  readonly #macAt = new Map<number, string>();
  #length = 0;
  #chain = '';
  #head: Buffer = Buffer.alloc(0);
  /** The block that is being filled, and the one before it: together they hold the last 64 KiB. */
  #block: Buffer = Buffer.alloc(TAIL_BYTES);
  #before: Buffer = Buffer.alloc(TAIL_BYTES);

  /** At each mark (an offset) the keyed hash of the content up to there is noted. */
  constructor(key: InstallationKey, marks: Iterable<number> = []) {
    this.#key = key;
    this.#marks = [...new Set(marks)].sort((a, b) => a - b);
  }

  /** Carries on behind `length` bytes; `head` and `tail` are the bytes at their ends, as read again from the origin. */
  static carryOn(
    key: InstallationKey,
    from: { length: number; content_chain: string; head: Buffer; tail: Buffer },
  ): ContentPrint {
    const print = new ContentPrint(key);
    print.#length = from.length;
    print.#chain = from.content_chain;
    print.#head = Buffer.from(from.head.subarray(0, HEAD_BYTES));
    const filled = from.length % TAIL_BYTES;
    const rest = from.tail.subarray(from.tail.length - filled);
    rest.copy(print.#block);
    const earlier = from.tail.subarray(0, from.tail.length - filled);
    earlier.copy(print.#before, TAIL_BYTES - earlier.length);
    return print;
  }

  get length(): number {
    return this.#length;
  }

  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength; ) {
      const toBlockEnd = TAIL_BYTES - (this.#length % TAIL_BYTES);
      const toMark = (this.#marks[0] ?? Number.POSITIVE_INFINITY) - this.#length;
      const step = Math.min(bytes.byteLength - at, toBlockEnd, toMark);
      this.#add(bytes.subarray(at, at + step));
      at += step;
      if (this.#length === this.#marks[0]) {
        this.#marks.shift();
        this.#macAt.set(this.#length, this.#contentMac());
      }
    }
  }

  macAt(mark: number): string | undefined {
    return this.#macAt.get(mark);
  }

  take(): Print {
    return {
      length: this.#length,
      content_mac: this.#contentMac(),
      content_chain: this.#chain,
      head_mac: macOf(this.#key, 'head', this.#head),
      head_length: this.#head.length,
      tail_mac: macOf(this.#key, 'tail', this.#tail()),
    };
  }

  /** The last 64 KiB, or all there is. */
  #tail(): Buffer {
    const filled = this.#length % TAIL_BYTES;
    const earlier = Math.min(this.#length - filled, TAIL_BYTES - filled);
    return Buffer.concat([this.#before.subarray(TAIL_BYTES - earlier), this.#block.subarray(0, filled)]);
  }

  /** Adds a piece that ends at a block's end at the latest. */
  #add(piece: Uint8Array): void {
    if (this.#head.length < HEAD_BYTES) {
      this.#head = Buffer.concat([this.#head, piece.subarray(0, HEAD_BYTES - this.#head.length)]);
    }
    this.#block.set(piece, this.#length % TAIL_BYTES);
    this.#length += piece.byteLength;
    if (this.#length % TAIL_BYTES === 0 && piece.byteLength > 0) {
      const mac = startMac(this.#key, 'content').update('block').update(this.#chain).update(this.#block);
      this.#chain = mac.digest('hex');
      [this.#before, this.#block] = [this.#block, this.#before];
    }
  }

  #contentMac(): string {
    const rest = this.#block.subarray(0, this.#length % TAIL_BYTES);
    return startMac(this.#key, 'content').update('end').update(this.#chain).update(rest).digest('hex');
  }
}
