/**
 * Remembers something for whole numbers (not 0), up to a limit, then begins anew. An open table of doubles: a Map of
 * 200,000 strings costs three times as much a look-up, most of it for hashing the fresh string each line brings.
 */
export class NumberCache<Value> {
  private readonly keys: Float64Array;
  private readonly values: (Value | undefined)[];
  private readonly mask: number;
  private readonly limit: number;
  private size = 0;

  constructor(limit: number) {
    const places = 2 ** Math.ceil(Math.log2(limit * 1.5));
    this.keys = new Float64Array(places);
    this.values = new Array<Value | undefined>(places);
    this.mask = places - 1;
    this.limit = limit;
  }

  get(key: number): Value | undefined {
    return this.values[this.place(key)];
  }

  set(key: number, value: Value): void {
    if (this.size >= this.limit) this.clear();
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

  private clear(): void {
    this.keys.fill(0);
    this.values.fill(undefined);
    this.size = 0;
  }
}
