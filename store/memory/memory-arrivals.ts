import { DIRECTIONS } from '../../record/call.ts';
import type { MemoryProfile } from '../../record/call-memory.ts';
import { extensionNumber } from '../../record/number.ts';
import type { LastCalls } from './last-calls.ts';

const [INCOMING, OUTGOING, INTERNAL] = (['incoming', 'outgoing', 'internal'] as const).map((name) =>
  DIRECTIONS.indexOf(name),
) as [number, number, number];

/** A profile as it stands in the database, with the calls it has to remember and that are not written yet. */
export interface KnownProfile extends MemoryProfile {
  readonly id: number;
  /** The last call there was when it began, or that was written for it. */
  reached: number;
  readonly extensions: ReadonlySet<number>;
  readonly waiting: LastCalls;
}

/** A call that a profile has to remember, with the extension, and 1 where the profile called. */
export type Arrival = readonly [call: number, extension: number, placed: 0 | 1, profile: number];

interface Concerned {
  readonly profile: KnownProfile;
  readonly extension: number;
}

/** Whom the numbers of a source concern. */
export type SourceParties = ReadonlyMap<number, readonly Concerned[]>;

/** What of a call says whom it concerns; null or NaN where it is not said. */
export interface ConcernedCall {
  readonly day: number;
  readonly direction: number;
  readonly extension: number | null;
  readonly called: number | null;
  readonly extra: string | null;
}

/** Of a call that was not looked at yet: itself, direction, extension, called party and set; NaN where it is not said. */
const NOTED = 5;
const MOST_NOTED = 4_000 * NOTED;

/**
 * Calls that profiles have to remember and that are not written yet. What arrives is noted, and looked at together: between the
 * rows of two calls the database takes the whole cache of the processor, and each look would fetch the profiles anew.
 */
export class MemoryArrivals {
  /** Calls of days before this one are too old to become entries: they would go in the next night. */
  oldest = Number.NEGATIVE_INFINITY;
  private readonly bySource: ReadonlyMap<string, SourceParties>;
  private readonly waiting = new Set<KnownProfile>();
  private waitingCalls = 0;
  /** Calls of the source that `notedParties` is of, one behind the other, and where the next one goes. */
  private readonly noted = new Float64Array(MOST_NOTED);
  private nextNoted = 0;
  private notedParties: SourceParties = new Map();
  /** Those that are written before any that come to wait now, the next one last. */
  private turn: KnownProfile[] = [];

  constructor(profiles: readonly KnownProfile[]) {
    this.bySource = partiesBySource(profiles);
  }

  /** How many came that were not taken yet, also those that are out again before they are in. */
  get came(): number {
    this.look();
    return this.waitingCalls;
  }

  /** Null where no call of the source concerns anybody. */
  partiesOf(source: string): SourceParties | null {
    return this.bySource.get(source) ?? null;
  }

  /**
   * Of the profiles that wait the next ones with all they have to remember, until it is so many or more: the entries of each are
   * written in one place. Of each they stand in the order of the calls.
   */
  take(most: number): Arrival[] {
    this.look();
    const arrivals: Arrival[] = [];
    while (arrivals.length < most && this.waiting.size > 0) {
      if (this.turn.length === 0) this.turn = [...this.waiting].sort((one, other) => other.id - one.id);
      const profile = this.turn.pop();
      if (profile === undefined) break;
      const { id, waiting } = profile;
      this.waitingCalls -= waiting.came;
      waiting.each((call, extension, placed) => arrivals.push([call, extension, placed, id]));
      waiting.clear();
      this.waiting.delete(profile);
    }
    return arrivals;
  }

  /** A stored call, in the order in which they are. */
  add(parties: SourceParties, call: number, concerned: ConcernedCall): void {
    const { day, direction, extension, called, extra } = concerned;
    if (day < this.oldest) return;
    if (this.notedParties !== parties || this.nextNoted === MOST_NOTED) this.look();
    this.notedParties = parties;
    const station = extra === null || direction === OUTGOING ? null : stationIn(extra);
    const { noted, nextNoted: place } = this;
    noted[place] = call;
    noted[place + 1] = direction;
    noted[place + 2] = extension ?? Number.NaN;
    noted[place + 3] = called ?? Number.NaN;
    noted[place + 4] = station ?? Number.NaN;
    this.nextNoted = place + NOTED;
  }

  /** Most calls concern nobody, and cost one look. */
  private look(): void {
    const { noted, notedParties: parties } = this;
    const at = (place: number): number => noted[place] ?? Number.NaN;
    for (let place = 0; place < this.nextNoted; place += NOTED) {
      const [call, direction, station] = [at(place), at(place + 1), at(place + 4)];
      const calls = direction === OUTGOING || direction === INTERNAL;
      this.concern(parties.get(at(place + 2)), call, calls);
      if (direction === INTERNAL) this.concern(parties.get(at(place + 3)), call, false);
      if ((direction === INCOMING || direction === INTERNAL) && !Number.isNaN(station))
        this.concern(parties.get(station), call, false);
    }
    this.nextNoted = 0;
  }

  private concern(concerned: readonly Concerned[] | undefined, call: number, placed: boolean): void {
    if (concerned === undefined) return;
    for (const { profile, extension } of concerned) {
      const { waiting, collect, reached } = profile;
      if (!collect || call <= reached || waiting.last === call) continue;
      if (waiting.length === 0) this.waiting.add(profile);
      this.waitingCalls += 1;
      waiting.add(call, extension, placed);
    }
  }
}

/** The last call of each profile; of each they stand in their order. */
export function lastCalls(batch: readonly Arrival[]): Map<number, number> {
  return new Map(batch.map(([call, , , profile]) => [profile, call]));
}

/** Whom a call concerns. */
export function concernedBy(
  parties: SourceParties,
  { extension, called, extra }: Omit<ConcernedCall, 'day'>,
): Set<KnownProfile> {
  const numbers = [extension, called, extra === null ? null : stationIn(extra)];
  const concerned = numbers.flatMap((number) => parties.get(number ?? Number.NaN) ?? []);
  return new Set(concerned.map(({ profile }) => profile));
}

/** Whether an extension called or was called in a call as it reads now; null where it takes no part any more. */
export function placedBy(
  own: number,
  { direction, extension, called, extra }: Omit<ConcernedCall, 'day'>,
  parties: SourceParties | null,
): boolean | null {
  const calls = direction === OUTGOING || direction === INTERNAL;
  if (extension === own) return calls;
  if (direction !== INTERNAL && direction !== INCOMING) return null;
  const numbers = [direction === INTERNAL ? called : null, extra === null ? null : stationIn(extra)];
  const isCalled = numbers.some(
    (number) =>
      number === own ||
      parties?.get(number ?? Number.NaN)?.some((concerned) => concerned.extension === own) === true,
  );
  return isCalled ? false : null;
}

/** The set that was rung behind a group, queue or pilot, as drivers name it (docs/calls.md); null where it is no extension. */
export function stationIn(extra: string): number | null {
  if (!extra.includes('"station":"')) return null;
  const { station } = JSON.parse(extra) as { station?: unknown };
  return typeof station === 'string' && /^\d{1,12}$/.test(station) ? extensionNumber(station) : null;
}

function partiesBySource(profiles: readonly KnownProfile[]): Map<string, Map<number, Concerned[]>> {
  const sources = new Map<string, Map<number, Concerned[]>>();
  for (const profile of profiles) {
    for (const { source, number, extension } of profile.parties) {
      const parties = sources.get(source) ?? new Map<number, Concerned[]>();
      sources.set(source, parties);
      parties.set(number, [...(parties.get(number) ?? []), { profile, extension }]);
    }
  }
  return sources;
}
