import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

/** The payload of an age file (age-encryption.org/v1): numbered pieces, each authenticated, of which the last is marked. */
const CIPHER = 'chacha20-poly1305';
const PIECE_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const TAG = { authTagLength: TAG_BYTES } as const;
export const PAYLOAD_NONCE_BYTES = 16;

/** The key of one payload, of the key of its file and the nonce before it. */
export function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
}

/** The key of a file, as it stands in a heading. */
export function sealedKey(key: Uint8Array, fileKey: Uint8Array): Uint8Array {
  return sealedPiece(key, fileKey, new Uint8Array(12));
}

function sealedPiece(key: Uint8Array, piece: Uint8Array, nonce: Uint8Array): Uint8Array {
  const cipher = createCipheriv(CIPHER, key, nonce, TAG);
  return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
}

export async function* sealPayload(
  key: Uint8Array,
  plain: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* inPieces(plain, PIECE_BYTES, (piece, nonce) => sealedPiece(key, piece, nonce));
}

/** Throws at the first piece that is not as it was sealed, and where the marked one is not the last. */
export async function* openPayload(
  key: Uint8Array,
  sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let before = 0;
  yield* inPieces(sealed, PIECE_BYTES + TAG_BYTES, (piece, nonce) => {
    const text = piece.subarray(0, -TAG_BYTES);
    if (piece.length < TAG_BYTES || (text.length === 0 && before > 0))
      throw new Error('a piece of it is too short');
    before += 1;
    const decipher = createDecipheriv(CIPHER, key, nonce, TAG);
    decipher.setAuthTag(piece.subarray(-TAG_BYTES));
    const plain = decipher.update(text);
    // Throws where the tag is another one.
    decipher.final();
    return plain;
  });
}

/** Cuts a stream into pieces of one size, of which only the last may be shorter, and hands on what becomes of each. */
async function* inPieces(
  bytes: AsyncIterable<Uint8Array>,
  size: number,
  become: (piece: Uint8Array, nonce: Uint8Array) => Uint8Array,
): AsyncGenerator<Uint8Array> {
  const nonce = Buffer.alloc(12);
  // What came is looked at where it stands, and copied only where a piece begins in one part of it and ends in the next.
  const begun = Buffer.alloc(size);
  let filled = 0;
  const full = (piece: Uint8Array): Uint8Array => {
    const done = become(piece, nonce);
    nonce.writeUIntBE(nonce.readUIntBE(5, 6) + 1, 5, 6);
    return done;
  };
  for await (const more of bytes) {
    let from = 0;
    if (filled > 0) {
      from = Math.min(size - filled, more.length);
      begun.set(more.subarray(0, from), filled);
      filled += from;
      // One that is full can still be the last.
      if (from === more.length) continue;
      yield full(begun);
    }
    for (; more.length - from > size; from += size) yield full(more.subarray(from, from + size));
    begun.set(more.subarray(from));
    filled = more.length - from;
  }
  nonce[11] = 1;
  yield become(begun.subarray(0, filled), nonce);
}
