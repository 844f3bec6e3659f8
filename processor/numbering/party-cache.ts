import type { PhoneNumber } from '../../record/number.ts';
import type { Party } from './party.ts';

/** Places to begin with; most sites know few numbers. */
const FIRST_PLACES = 1024;
const WIDTH = 3;

/**
 * Remembers what the numbering plan made of digits, up to a limit, then begins anew. An open table in typed arrays: a Map
 * of 200,000 strings costs three times as much a look-up, and as many objects are walked by every collection of garbage.
 * What parties have in common beside their number (class, country) is kept once.
 */
export class PartyCache {
  /** At each place the key, the party's number and where its like stands in `shared`: together, for one miss of the cache. */
  private table = new Float64Array(FIRST_PLACES * WIDTH);
  private size = 0;
  private shared: Party[] = [];
  private readonly sharedPlaces = new Map<string, number>();
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** `key` is not 0. */
  get(key: number): Party | undefined {
    const { table } = this;
    const at = this.at(key);
    if (table[at] !== key) return undefined;
    const like = this.shared[table[at + 2] as number] as Party;
    return {
      number: table[at + 1] as PhoneNumber,
      text: null,
      inside: like.inside,
      extension: like.extension,
      destination_class: like.destination_class,
      country: like.country,
    };
  }

  /** `party` is one without a text of its own. */
  set(key: number, party: Party): void {
    if (this.size >= this.limit) this.forget();
    else if (this.size * 1.5 * WIDTH > this.table.length) this.grow();
    const at = this.at(key);
    if (this.table[at] !== key) this.size += 1;
    this.put(at, key, party.number, this.sharedPlace(party));
  }

  private put(at: number, key: number, number: number, like: number): void {
    this.table[at] = key;
    this.table[at + 1] = number;
    this.table[at + 2] = like;
  }

  private sharedPlace(party: Party): number {
    const { inside, extension, destination_class, country } = party;
    const name = `${destination_class} ${country} ${inside} ${extension}`;
    const known = this.sharedPlaces.get(name);
    if (known !== undefined) return known;
    const place = this.shared.push(party) - 1;
    this.sharedPlaces.set(name, place);
    return place;
  }

  /** Where the key stands, or the free place where it would. */
  private at(key: number): number {
    const { table } = this;
    const mask = table.length / WIDTH - 1;
    const high = Math.floor(key / 2 ** 31);
    const low = key - high * 2 ** 31;
    let place = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
    place = (place ^ (place >>> 15)) & mask;
    while (table[place * WIDTH] !== key && table[place * WIDTH] !== 0) place = (place + 1) & mask;
    return place * WIDTH;
  }

  private grow(): void {
    const { table } = this;
    this.table = new Float64Array(table.length * 2);
    for (let from = 0; from < table.length; from += WIDTH) {
      const key = table[from] as number;
      if (key !== 0) this.put(this.at(key), key, table[from + 1] as number, table[from + 2] as number);
    }
  }

  private forget(): void {
    this.table = new Float64Array(FIRST_PLACES * WIDTH);
    this.size = 0;
    this.shared = [];
    this.sharedPlaces.clear();
  }
}
