/** By which a day, or an archive, is looked for; the names are text. */
export const PARTIES = ['calling', 'called', 'dialled', 'extension', 'calling_name', 'called_name'] as const;

/** On one shelf, about: so few that the wrong ones of a day are met once in a thousand looks. */
const PRINTS_A_SHELF = 64;
export const HASH_BITS = 32;
/** The last of these; the first ones, up to as many, say the shelf. */
const PRINT_BITS = 16;
const PRINT_BYTES = PRINT_BITS / 8;

/** Where a number or name stands among those of a day, and as what (docs/decisions/0010-days-by-number.md). */
export interface NumberPrint {
  readonly hash: number;
  readonly print: Buffer;
}

/** Of a number or extension as the store holds it, or of a name as calls have it. */
export function partyPrint(party: number | string): NumberPrint {
  const hash = typeof party === 'string' ? hashOfName(party) : hashOf(party);
  const print = Buffer.alloc(PRINT_BYTES);
  print.writeUInt16BE(hash & 0xff_ff);
  return { hash, print };
}

/** Of a whole number below 2^53, spread evenly: not to hide it, as the row goes with the numbers it was made of. */
function hashOf(number: number): number {
  return spread(Math.imul((number / 2 ** 32) | 0, 0x9e3779b1) ^ (number | 0));
}

function hashOfName(name: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < name.length; place++)
    hash = Math.imul(hash ^ name.charCodeAt(place), 0x01000193);
  return spread(hash);
}

function spread(bits: number): number {
  let hash = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The numbers, extensions and names of one day, gathered call by call. */
export class DayNumbers {
  private hashes = new Uint32Array(1024);
  private count = 0;

  add(party: number | string | null): void {
    if (party === null) return;
    if (this.count === this.hashes.length) {
      const more = new Uint32Array(this.hashes.length * 2);
      more.set(this.hashes);
      this.hashes = more;
    }
    this.hashes[this.count++] = typeof party === 'string' ? hashOfName(party) : hashOf(party);
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** Of every shelf its prints, each party once. */
  shelves(): { readonly shelf_bits: number; readonly prints: readonly Buffer[] } {
    const hashes = this.hashes.subarray(0, this.count).sort();
    const once = hashes.filter((hash, place) => place === 0 || hash !== hashes[place - 1]);
    const shelf_bits = Math.min(PRINT_BITS, Math.ceil(Math.log2(Math.max(1, once.length / PRINTS_A_SHELF))));
    const prints: Buffer[] = [];
    let from = 0;
    for (let shelf = 0; shelf < 2 ** shelf_bits; shelf++) {
      let end = from;
      while (end < once.length && Math.floor((once[end] ?? 0) / 2 ** (HASH_BITS - shelf_bits)) === shelf)
        end++;
      const bytes = Buffer.alloc((end - from) * PRINT_BYTES);
      for (let place = from; place < end; place++)
        bytes.writeUInt16BE((once[place] ?? 0) & 0xff_ff, (place - from) * PRINT_BYTES);
      prints.push(bytes);
      from = end;
    }
    return { shelf_bits, prints };
  }
}
