/** Bits of one day: with 100,000 groups a day one look-up in a hundred is a false alarm. */
const BITS = 2 ** 21;
/** Neighbouring days found without a search. */
const RECENT = 4;
/** Days remembered at once. */
const DAYS_KEPT = 32;

/**
 * Which call groups a day has, as far as this process can know without asking the database: a Bloom filter for each day
 * that was empty when it was first met. Asking the indexes for every leg cost a fifth of a bulk run.
 */
export class GroupMemory {
  /** Null for a day that had calls already: nothing certain is known of it. */
  private readonly days = new Map<number, Uint32Array | null>();
  /** The days in hand, which are asked for again and again; a negative day of an odd clock does without. */
  private recent: { readonly day: number; readonly bits: Uint32Array | null }[] = [];
  private readonly isEmpty: (day: number) => boolean;

  constructor(isEmpty: (day: number) => boolean) {
    this.isEmpty = isEmpty;
  }

  /** `absent` is certain; `maybe` is right but for false alarms; `unknown` must be looked up. */
  look(day: number, group: number): 'absent' | 'maybe' | 'unknown' {
    const bits = this.bitsOf(day);
    if (bits === null) return 'unknown';
    return isSet(bits, low(group)) && isSet(bits, high(group)) ? 'maybe' : 'absent';
  }

  /** A group that is rolled back with its transaction stays: a false alarm more. */
  add(day: number, group: number): void {
    const bits = this.bitsOf(day);
    if (bits === null) return;
    set(bits, low(group));
    set(bits, high(group));
  }

  private bitsOf(day: number): Uint32Array | null {
    const recent = this.recent[day % RECENT];
    if (recent?.day === day) return recent.bits;
    const bits = this.kept(day);
    this.recent[day % RECENT] = { day, bits };
    return bits;
  }

  private kept(day: number): Uint32Array | null {
    const known = this.days.get(day);
    if (known !== undefined) return known;
    const bits = this.isEmpty(day) ? new Uint32Array(BITS / 32) : null;
    for (const oldest of this.days.keys()) {
      if (this.days.size < DAYS_KEPT) break;
      this.days.delete(oldest);
      this.recent = [];
    }
    this.days.set(day, bits);
    return bits;
  }
}

/** Two places for a group, from either end of its 53 bits; whole-number operations, since % of such numbers is slow. */
const low = (group: number): number => (group >>> 0) & (BITS - 1);
const high = (group: number): number => Math.floor(group / 2 ** 32) & (BITS - 1);

function isSet(bits: Uint32Array, place: number): boolean {
  return ((bits[place >>> 5] as number) & (1 << (place & 31))) !== 0;
}

function set(bits: Uint32Array, place: number): void {
  bits[place >>> 5] = (bits[place >>> 5] as number) | (1 << (place & 31));
}
