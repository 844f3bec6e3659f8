/** A power of two. */
const FIRST_PLACES = 1024;

/**
 * Remembers something for whole numbers (not 0), up to a limit, then begins anew. An open table of doubles: a Map of
 * 200,000 strings costs three times as much a look-up, most of it for hashing the fresh string each line brings.
 */
export class NumberCache<Value> {
  private keys: Float64Array;
  private values: (Value | undefined)[];
  private mask: number;
  private readonly limit: number;
  private size = 0;

  /** Begins small: there is a table for every source, and most sources know few numbers. */
  constructor(limit: number) {
    this.keys = new Float64Array(FIRST_PLACES);
    this.values = new Array<Value | undefined>(FIRST_PLACES);
    this.mask = FIRST_PLACES - 1;
    this.limit = limit;
  }

  get(key: number): Value | undefined {
    return this.values[this.place(key)];
  }

  set(key: number, value: Value): void {
    if (this.size >= this.limit) this.clear();
    else if (this.size * 2 >= this.mask) this.grow();
    const place = this.place(key);
    if (this.keys[place] !== key) this.size += 1;
    this.keys[place] = key;
    this.values[place] = value;
  }

  /** Where the key stands, or the free place where it would. */
  private place(key: number): number {
    const high = Math.floor(key / 2 ** 31);
    const low = key - high * 2 ** 31;
    let place = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
    place = (place ^ (place >>> 15)) & this.mask;
    while (this.keys[place] !== key && this.keys[place] !== 0) place = (place + 1) & this.mask;
    return place;
  }

  private grow(): void {
    const { keys, values } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.values = new Array<Value | undefined>(keys.length * 2);
    this.mask = keys.length * 2 - 1;
    for (const [before, key] of keys.entries()) {
      if (key === 0) continue;
      const place = this.place(key);
      this.keys[place] = key;
      this.values[place] = values[before];
    }
  }

  private clear(): void {
    this.keys.fill(0);
    this.values.fill(undefined);
    this.size = 0;
  }
}
