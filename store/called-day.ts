import { DESTINATION_CLASSES, DIRECTIONS } from '../record/call.ts';

/** What calls of one day with the same called party are told apart by, and no text: places and ids as the calls have them; 0 is no country. */
export interface CalledKind {
  readonly source: number;
  readonly direction: number;
  readonly destination_class: number;
  readonly destination_country: number;
}

/** What is added up of them. */
export interface CalledWeight {
  readonly calls: number;
  readonly duration_ms: number;
  readonly cost_micros: number;
}

/** Of a called party, the highest first, as the proof of an erasure looks for it (privacy/number-traces.ts). */
const PARTY_BYTES = 7;
/** In the place of a called party: none. Seven bytes of nothing but ones are read as this, which no number is. */
const NOBODY = 2 ** 56;
/** Of a party: the place of the kind, calls, time, cost. */
export const NUMBERS_A_KIND = 4;
/** Beyond half of it a sum would not be a whole number any more, once its sign is in it. */
const MOST = Number.MAX_SAFE_INTEGER / 2;

/** The called parties of one day's calls, gathered call by call. */
export class CalledDay {
  private readonly kinds: (readonly number[])[] = [];
  private readonly places = new Map<number, Map<number, number>>();
  /** Of each party, kind behind kind. */
  private readonly parties = new Map<number, number[]>();

  add(called: number | null, kind: CalledKind, { calls, duration_ms, cost_micros }: CalledWeight): void {
    const place = this.placeOf(kind);
    const party = called ?? NOBODY;
    const sums = this.parties.get(party);
    if (sums === undefined) {
      this.parties.set(party, [place, calls, duration_ms, cost_micros]);
      return;
    }
    for (let at = 0; at < sums.length; at += NUMBERS_A_KIND) {
      if (sums[at] !== place) continue;
      sums[at + 1] = (sums[at + 1] ?? 0) + calls;
      sums[at + 2] = (sums[at + 2] ?? 0) + duration_ms;
      sums[at + 3] = (sums[at + 3] ?? 0) + cost_micros;
      return;
    }
    sums.push(place, calls, duration_ms, cost_micros);
  }

  /** A text made of the kind would take as long as all else of a call. */
  private placeOf({ source, direction, destination_class, destination_country }: CalledKind): number {
    const outer = (source * DIRECTIONS.length + direction) * DESTINATION_CLASSES.length + destination_class;
    let places = this.places.get(outer);
    if (places === undefined) {
      places = new Map();
      this.places.set(outer, places);
    }
    const place = places.get(destination_country) ?? this.kinds.length;
    if (place < this.kinds.length) return place;
    places.set(destination_country, place);
    this.kinds.push([source, direction, destination_class, destination_country]);
    return place;
  }

  /** From the lowest number up, nobody last; null where there is none, or a sum is too large. */
  bytes(): Buffer | null {
    if (this.parties.size === 0) return null;
    const bytes: number[] = [];
    put(bytes, this.kinds.length);
    for (const kind of this.kinds) for (const number of kind) put(bytes, number);
    for (const party of Float64Array.from(this.parties.keys()).sort()) {
      const sums = this.parties.get(party) ?? [];
      putParty(bytes, party);
      put(bytes, sums.length / NUMBERS_A_KIND);
      for (const [at, number] of sums.entries()) {
        if (Math.abs(number) > MOST) return null;
        put(bytes, at % NUMBERS_A_KIND < 2 ? number : signed(number));
      }
    }
    return Buffer.from(bytes);
  }
}

function putParty(bytes: number[], party: number): void {
  for (let place = PARTY_BYTES - 1; place >= 0; place--)
    bytes.push(party === NOBODY ? 255 : Math.floor(party / 256 ** place) % 256);
}

/** Seven bits a byte, the lowest first. */
function put(bytes: number[], number: number): void {
  let rest = number;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

/** Amounts can be credits. */
function signed(number: number): number {
  return number < 0 ? -2 * number - 1 : 2 * number;
}

/** The called parties of a day, one after the other. */
export class CalledParties {
  readonly kinds: readonly CalledKind[];
  /** `party` is the one that is read; its sums stand in `sums`, kind behind kind. */
  party = 0;
  readonly sums: number[] = [];
  private at = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.kinds = Array.from({ length: this.number() }, () => ({
      ...{ source: this.number(), direction: this.number() },
      ...{ destination_class: this.number(), destination_country: this.number() },
    }));
  }

  /** Null where it is none. */
  get called(): number | null {
    return this.party === NOBODY ? null : this.party;
  }

  /** False at the end. */
  next(): boolean {
    if (this.at >= this.bytes.length) return false;
    this.party = this.whole();
    const kinds = this.number();
    this.sums.length = 0;
    for (let kind = 0; kind < kinds; kind++)
      this.sums.push(this.number(), this.number(), this.amount(), this.amount());
    return true;
  }

  private whole(): number {
    let party = 0;
    for (let place = 0; place < PARTY_BYTES; place++) party = party * 256 + (this.bytes[this.at++] ?? 0);
    return party;
  }

  private number(): number {
    let number = 0;
    for (let worth = 1; ; worth *= 128) {
      const byte = this.bytes[this.at++] ?? 0;
      if (byte < 128) return number + byte * worth;
      number += (byte - 128) * worth;
    }
  }

  private amount(): number {
    const number = this.number();
    return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
  }
}
