import type { MemoryProfile } from '../../record/call-memory.ts';
import { memoryDeletion } from '../deletion/memory-entries.ts';
import type { EntriesToExpire } from '../job-store.ts';
import type { Connection } from '../open-database.ts';
import { answeredBy } from './answered-by.ts';
import { arrivalRows } from './arrival-rows.ts';
import { type EntryOfCall, type EntryToJudge, entryStatements } from './entry-statements.ts';
import { LastCalls } from './last-calls.ts';
import {
  type Arrival,
  type ConcernedCall,
  concernedBy,
  type KnownProfile,
  lastCalls,
  MemoryArrivals,
  placedBy,
  type SourceParties,
} from './memory-arrivals.ts';
import { profileStatements } from './profile-statements.ts';

/**
 * A commit writes the entries of its calls, unless it brings more than these: then they wait for the moment when nothing
 * else does, or until so many have come. Written with every commit, entries for thousands of profiles would cost more than
 * the calls themselves, and of many calls in a row most are out again before anybody could look.
 */
export interface MemoryPace {
  readonly at_once: number;
  readonly at_last: number;
  /** Entries written in one transaction while nothing else waits. */
  readonly batch: number;
}
const USUAL_PACE: MemoryPace = { at_once: 1_000, at_last: 1_000_000, batch: 10_000 };

/** Call memories as calls arrive, change and go. All but `settle` and `keep` run in a transaction of the caller. */
export class CallMemories {
  private readonly connection: Connection;
  private readonly statements;
  private readonly entries;
  private readonly deletion;
  /** Null until it is known whose calls are to be remembered; what arrives before is found again. */
  private arrivals: MemoryArrivals | null = null;
  private profiles: readonly KnownProfile[] = [];
  private byId: ReadonlyMap<number, KnownProfile> = new Map();
  private readonly counts = new Map<number, number>();
  /** A transaction was taken back: what is known here may be more than what is stored. */
  private stale = false;
  private readonly pace: MemoryPace;

  constructor(connection: Connection, pace = USUAL_PACE) {
    this.connection = connection;
    this.pace = pace;
    this.statements = profileStatements(connection);
    this.entries = entryStatements(connection);
    this.deletion = memoryDeletion(connection);
  }

  /** Whose calls are remembered from now on: profiles that are not among them lose their memory, a lower cap holds at once. */
  keep(profiles: readonly MemoryProfile[], now: number): void {
    this.settle();
    try {
      this.inTransaction(() => {
        this.follows(profiles, now);
        this.know(profiles);
        this.forget();
        this.recall();
        this.evict(this.profiles.map((profile) => [profile, 0]));
      });
    } catch (error) {
      this.arrivals = null;
      this.profiles = [];
      throw error;
    }
    this.settle();
  }

  /** Whom the calls of a source concern; null where nobody. */
  partiesOf(source: number): SourceParties | null {
    if (this.arrivals === null || this.profiles.length === 0) return null;
    this.arrivals.oldest = this.statements.oldest.get() ?? Number.NEGATIVE_INFINITY;
    const name = this.statements.sourceName.get(source);
    return name === undefined ? null : this.arrivals.partiesOf(name);
  }

  /** A call that was just stored and may concern somebody. */
  arrived(parties: SourceParties, call: number, concerned: ConcernedCall): void {
    this.arrivals?.add(parties, call, concerned);
  }

  /** In the transaction of a commit. */
  write(): void {
    if (this.arrivals === null) return;
    if (this.stale) this.recall();
    const { came } = this.arrivals;
    const { at_once, at_last } = this.pace;
    if (came <= at_once || came >= at_last) this.writeBatch(came);
  }

  /** Writes some of what waits; true when nothing is left. */
  settleSome(): boolean {
    if (this.arrivals === null) return true;
    if (this.arrivals.came === 0 && !this.stale) return true;
    return this.inTransaction(() => {
      if (this.stale) this.recall();
      return this.writeBatch(this.pace.batch);
    });
  }

  /** Writes all that waits. */
  settle(): void {
    while (!this.settleSome());
  }

  /** The transaction in which something was written here was taken back. */
  forget(): void {
    this.counts.clear();
    this.stale = true;
  }

  /**
   * These calls read otherwise now, or are gone: entries that are there follow. Nothing waits. They are looked for from
   * end to end: an index by call would cost every arrival as much as all the rest of it.
   */
  follow(calls: ReadonlySet<number>): void {
    if (this.profiles.length === 0 || calls.size === 0) return;
    for (const found of this.entries.ofCalls.all(JSON.stringify([...calls]))) this.followOne(found);
  }

  /** What a further line has added to these calls. */
  complete(calls: readonly number[]): void {
    for (const { profile, id } of this.entriesOf(calls)) {
      this.entries.update.run(profile, id);
      this.judgeOne(profile, id);
    }
  }

  /** Calls that got further legs or lost some, by day: whether they were answered may be told now. */
  judgeAnew(groups: Iterable<readonly [day: number, group: number]>): void {
    if (this.profiles.length === 0) return;
    for (const [day, group] of groups) {
      const legs = this.entries.legs.all({ day, group });
      for (const { profile, id } of this.entriesOf(legs.map((leg) => leg.id))) this.judgeOne(profile, id);
    }
  }

  /** What a replay stored anew is no arrival. */
  passOver(): void {
    if (this.profiles.length > 0) this.statements.noteReached.run(this.statements.counter.get('call') ?? 0);
  }

  deleteEntry(name: string, call: number): boolean {
    this.settle();
    const id = this.statements.idOf.get(name);
    if (id === undefined) return false;
    this.counts.delete(id);
    return this.deletion.one(id, call);
  }

  /** Entries of an age day before the edge, and what no hold keeps any more, a batch of them. */
  expire(wish: EntriesToExpire): number {
    this.settle();
    this.counts.clear();
    return this.deletion.olderThan(wish);
  }

  /** The table of profiles is that of the configuration. */
  private follows(profiles: readonly MemoryProfile[], now: number): void {
    const wanted = new Set(profiles.map(({ name }) => name));
    const stored = this.statements.profiles.all();
    for (const { id, name } of stored) {
      if (wanted.has(name)) continue;
      this.deletion.profile(id);
      this.statements.closeAccess.run(now, name, now);
    }
    // What arrived before a profile was there is not for it.
    const last = this.statements.counter.get('call') ?? 0;
    if (stored.length === 0 && profiles.length > 0) this.statements.noteReached.run(last);
    for (const { name } of profiles) this.statements.addProfile.run(name, last);
  }

  /** Where entries of these calls can be, as their numbers say whom they concern. */
  private *entriesOf(calls: readonly number[]): Generator<{ readonly profile: number; readonly id: number }> {
    if (this.profiles.length === 0) return;
    for (const id of calls) {
      const call = this.entries.concerned.get(id);
      const parties = call === undefined ? null : (this.arrivals?.partiesOf(call.source) ?? null);
      if (call === undefined || parties === null) continue;
      for (const profile of concernedBy(parties, call)) yield { profile: profile.id, id };
    }
  }

  private followOne({ profile, entry, own, placed, id, source, direction, ...rest }: EntryOfCall): void {
    const parties = source === null ? null : (this.arrivals?.partiesOf(source) ?? null);
    const calls = id === null ? null : placedBy(own, { direction: direction ?? -1, ...rest }, parties);
    if (calls === null) {
      this.deletion.one(profile, entry);
      this.counts.delete(profile);
      return;
    }
    if (calls !== (placed === 1)) this.statements.setPlaced.run(calls ? 1 : 0, profile, entry);
    this.entries.update.run(profile, entry);
    this.judgeOne(profile, entry);
  }

  private know(profiles: readonly MemoryProfile[]): void {
    const stored = new Map(this.statements.profiles.all().map((row) => [row.name, row]));
    this.profiles = profiles.flatMap((profile) => {
      const row = stored.get(profile.name);
      const extensions = new Set(profile.parties.map(({ extension }) => extension));
      const waiting = new LastCalls(profile.entries);
      return row === undefined ? [] : [{ ...profile, ...row, extensions, waiting }];
    });
    this.byId = new Map(this.profiles.map((profile) => [profile.id, profile]));
  }

  /** What is stored and not looked at: after a kill, and where a transaction was taken back. */
  private recall(): void {
    const stored = new Map(this.statements.profiles.all().map(({ id, reached }) => [id, reached]));
    for (const profile of this.profiles) {
      profile.reached = stored.get(profile.id) ?? profile.reached;
      profile.waiting.clear();
    }
    const arrivals = new MemoryArrivals(this.profiles);
    arrivals.oldest = this.statements.oldest.get() ?? Number.NEGATIVE_INFINITY;
    if (this.profiles.some(({ collect }) => collect)) {
      const from = this.statements.counter.get('memory') ?? 0;
      for (const { id, source, ...call } of this.entries.arrivedSince.iterate(from)) {
        const parties = arrivals.partiesOf(source);
        if (parties !== null) arrivals.add(parties, id, call);
      }
    }
    this.arrivals = arrivals;
    this.stale = false;
  }

  /** Of the profiles that wait the next ones, until it is so many entries; true when nothing is left. */
  private writeBatch(most: number): boolean {
    const batch = this.arrivals?.take(most) ?? [];
    if (batch.length > 0) this.remember(batch);
    const isLast = this.arrivals?.came === 0;
    if (isLast) this.passOver();
    // Only some profiles have their entries: each knows how far, so that none comes again after a kill.
    else for (const [profile, call] of lastCalls(batch)) this.statements.noteWritten.run(call, profile);
    return isLast;
  }

  private remember(batch: readonly Arrival[]): void {
    // Calls are read in the order in which they stand.
    const byCall = [...batch].sort(([one], [other]) => one - other);
    const { changes } = this.entries.insert.run(arrivalRows(byCall));
    const added = new Map<KnownProfile, number>();
    const firsts: [profile: number, call: number][] = [];
    for (const [call, , , id] of batch) {
      const profile = this.byId.get(id);
      if (profile === undefined) continue;
      const before = added.get(profile) ?? 0;
      if (before === 0) firsts.push([id, call]);
      added.set(profile, before + 1);
    }
    // Some calls are gone meanwhile: whose, only counting tells.
    if (changes !== batch.length) for (const { id } of added.keys()) this.counts.delete(id);
    this.evict([...added]);
    for (const entry of this.entries.toJudge.all(JSON.stringify(firsts))) this.judge(entry);
  }

  /** First in, first out: so many came to those that a profile had. */
  private evict(added: readonly (readonly [KnownProfile, number])[]): void {
    const over: [profile: number, count: number][] = [];
    for (const [{ id, entries }, came] of added) {
      const known = this.counts.get(id);
      const count = known === undefined ? (this.entries.count.get(id) ?? 0) : known + came;
      if (count > entries) over.push([id, count - entries]);
      this.counts.set(id, Math.min(count, entries));
    }
    this.deletion.oldest(over);
  }

  private judgeOne(profile: number, call: number): void {
    const entry = this.entries.toJudgeOne.get(profile, call);
    if (entry !== undefined) this.judge(entry);
  }

  private judge(entry: EntryToJudge): void {
    const legs =
      entry.call_group === null ? [] : this.entries.legs.all({ day: entry.day, group: entry.call_group });
    const extensions = this.byId.get(entry.profile)?.extensions;
    const by = answeredBy(entry, legs, (number) => number !== null && extensions?.has(number) === true);
    if (by === entry.answered_by) return;
    const answered = by === null ? entry.answered : 1;
    this.entries.setAnsweredBy.run(by, answered, entry.profile, entry.id);
  }

  private inTransaction<Result>(work: () => Result): Result {
    try {
      return this.connection.transaction(work).immediate();
    } catch (error) {
      this.forget();
      throw error;
    }
  }
}
