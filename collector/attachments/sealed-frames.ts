import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { OperationError } from '../../record/operation-error.ts';

/** How a sealed file begins: what it is, bytes of a frame, salt of its key. */
const MARK = Buffer.from('ledgerline-sealed1', 'latin1');
const SALT_BYTES = 32;
const HEADER_BYTES = MARK.length + 4 + SALT_BYTES;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
const FRAME_BYTES = 64 * 1024;
/** No frame is longer, whatever a file says of itself. */
const LONGEST_FRAME_BYTES = 1024 * 1024;

/** What a file is sealed by: the key of its month, and its own name, so that no file can stand in the place of another. */
export interface Seal {
  readonly key: Uint8Array;
  readonly name: string;
}

/**
 * Encrypts a stream by AES-256-GCM in frames of one size, of which the last may be shorter. The nonce counts the frames and tells
 * the last one, so that a cut, a repetition and another order are noticed; the key is the file's own.
 */
export async function* sealFrames(
  plain: AsyncIterable<Uint8Array>,
  seal: Seal,
  frameBytes = FRAME_BYTES,
): AsyncGenerator<Buffer> {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(frameBytes);
  const header = Buffer.concat([MARK, size, randomBytes(SALT_BYTES)]);
  const key = fileKey(header, seal);
  yield header;
  const frame = (bytes: Uint8Array, place: number, last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(place, last)).setAAD(header);
    return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  };
  let place = 0;
  // What is known not to be the last frame goes; a file without a byte has one frame without a byte.
  for await (const { bytes, last } of framesOf(plain, frameBytes)) yield frame(bytes, place++, last);
}

/** Decrypts what `sealFrames` made, frame after frame; an altered, cut or foreign file is refused where that shows. */
export async function* openFrames(
  sealed: AsyncIterable<Uint8Array>,
  seal: Seal,
): AsyncGenerator<Buffer, void, undefined> {
  const pieces = new Pieces(sealed);
  const header = await pieces.upTo(HEADER_BYTES);
  if (header.length < HEADER_BYTES || !header.subarray(0, MARK.length).equals(MARK)) throw damaged();
  const frameBytes = header.readUInt32BE(MARK.length);
  if (frameBytes === 0 || frameBytes > LONGEST_FRAME_BYTES) throw damaged();
  const key = fileKey(header, seal);
  let place = 0;
  for await (const { bytes, last } of framesOf(pieces.rest(), frameBytes + TAG_BYTES)) {
    // Only a file without a byte ends with a frame without one.
    if (bytes.length < TAG_BYTES || (bytes.length === TAG_BYTES && place > 0)) throw damaged();
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(place++, last), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(header)
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      yield Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]);
    } catch (cause) {
      throw damaged(cause);
    }
  }
}

/** The stream in pieces of one size, the last of which is told; one without a byte is one empty piece. */
async function* framesOf(
  stream: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ bytes: Buffer; last: boolean }> {
  const pieces = new Pieces(stream);
  for (let bytes = await pieces.upTo(size); ; ) {
    const next = await pieces.upTo(size);
    yield { bytes, last: next.length === 0 };
    if (next.length === 0) return;
    bytes = next;
  }
}

/** A stream in pieces of any size, taken by number of bytes. */
class Pieces {
  private readonly from: AsyncIterator<Uint8Array>;
  private left: Uint8Array = new Uint8Array(0);

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.from = stream[Symbol.asyncIterator]();
  }

  /** As many bytes; fewer where the stream ends. */
  async upTo(size: number): Promise<Buffer> {
    const taken: Uint8Array[] = [];
    for (let missing = size; missing > 0; ) {
      if (this.left.length === 0) {
        const { done, value } = await this.from.next();
        if (done === true) break;
        this.left = value;
        continue;
      }
      const piece = this.left.subarray(0, missing);
      this.left = this.left.subarray(piece.length);
      missing -= piece.length;
      taken.push(piece);
    }
    return Buffer.concat(taken);
  }

  async *rest(): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.left.length > 0) yield this.left;
      this.left = new Uint8Array(0);
      const { done, value } = await this.from.next();
      if (done === true) return;
      this.left = value;
    }
  }
}

function fileKey(header: Buffer, { key, name }: Seal): Buffer {
  const salt = header.subarray(-SALT_BYTES);
  return Buffer.from(hkdfSync('sha256', key, salt, `ledgerline attachment ${name}`, 32));
}

function nonceOf(place: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUIntBE(place, NONCE_BYTES - 7, 6);
  nonce[NONCE_BYTES - 1] = last ? 1 : 0;
  return nonce;
}

function damaged(cause?: unknown): OperationError {
  return new OperationError(
    'ATTACHMENT_DAMAGED',
    'The encrypted file of an attachment was altered or cut, or is that of another attachment.',
    {
      hint: 'Nothing of it was kept. Take the file out of a backup (docs/attachments.md); ./ledgerline attachments list names it.',
      cause,
    },
  );
}
