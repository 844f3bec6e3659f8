/** Places to begin with; most sites know few numbers. */
const FIRST_PLACES = 1024;

/**
 * Remembers something for whole numbers (not 0), up to a limit, then begins anew. An open table of doubles: a Map of
 * 200,000 strings costs three times as much a look-up, most of it for hashing the fresh string each line brings.
 */
export class NumberCache<Value> {
  private keys = new Float64Array(FIRST_PLACES);
  private values = new Array<Value | undefined>(FIRST_PLACES);
  private size = 0;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  get(key: number): Value | undefined {
    return this.values[this.place(key)];
  }

  set(key: number, value: Value): void {
    if (this.size >= this.limit) this.begin(FIRST_PLACES);
    else if (this.size * 1.5 > this.keys.length) this.grow();
    const place = this.place(key);
    if (this.keys[place] !== key) this.size += 1;
    this.keys[place] = key;
    this.values[place] = value;
  }

  /** Where the key stands, or the free place where it would. */
  private place(key: number): number {
    const { keys } = this;
    const mask = keys.length - 1;
    const high = Math.floor(key / 2 ** 31);
    const low = key - high * 2 ** 31;
    let place = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
    place = (place ^ (place >>> 15)) & mask;
    while (keys[place] !== key && keys[place] !== 0) place = (place + 1) & mask;
    return place;
  }

  private grow(): void {
    const { keys, values } = this;
    this.begin(keys.length * 2);
    for (const [place, key] of keys.entries()) {
      if (key === 0) continue;
      const to = this.place(key);
      this.keys[to] = key;
      this.values[to] = values[place];
      this.size += 1;
    }
  }

  private begin(places: number): void {
    this.keys = new Float64Array(places);
    this.values = new Array<Value | undefined>(places);
    this.size = 0;
  }
}
