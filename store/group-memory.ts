/** Words of 32 bits of one day: with 100,000 groups a day one or two look-ups in a hundred are a false alarm. */
const WORDS = 2 ** 16;
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
  private readonly days = new Map<number, Int32Array | null>();
  /** The days in hand, which are asked for again and again; a negative day of an odd clock does without. */
  private recent: { readonly day: number; readonly bits: Int32Array | null }[] = [];
  private readonly isEmpty: (day: number) => boolean;

  constructor(isEmpty: (day: number) => boolean) {
    this.isEmpty = isEmpty;
  }

  /** `absent` is certain; `maybe` is right but for false alarms; `unknown` must be looked up. */
  look(day: number, group: number): 'absent' | 'maybe' | 'unknown' {
    const bits = this.bitsOf(day);
    if (bits === null) return 'unknown';
    const marks = marksOf(group);
    return ((bits[wordOf(group)] as number) & marks) === marks ? 'maybe' : 'absent';
  }

  /** A group that is rolled back with its transaction stays: a false alarm more. */
  add(day: number, group: number): void {
    const bits = this.bitsOf(day);
    if (bits === null) return;
    const word = wordOf(group);
    bits[word] = (bits[word] as number) | marksOf(group);
  }

  private bitsOf(day: number): Int32Array | null {
    const recent = this.recent[day % RECENT];
    if (recent?.day === day) return recent.bits;
    const bits = this.kept(day);
    this.recent[day % RECENT] = { day, bits };
    return bits;
  }

  private kept(day: number): Int32Array | null {
    const known = this.days.get(day);
    if (known !== undefined) return known;
    const bits = this.isEmpty(day) ? new Int32Array(WORDS) : null;
    for (const oldest of this.days.keys()) {
      if (this.days.size < DAYS_KEPT) break;
      this.days.delete(oldest);
      this.recent = [];
    }
    this.days.set(day, bits);
    return bits;
  }
}

/** From the low end of the 53 bits of a group: one word, and so one look into memory. */
const wordOf = (group: number): number => (group >>> 0) & (WORDS - 1);

/** Two bits of the word, from the high end; whole-number operations, since % of such numbers is slow. */
function marksOf(group: number): number {
  const high = Math.floor(group / 2 ** 32);
  return (1 << (high & 31)) | (1 << ((high >>> 5) & 31));
}
