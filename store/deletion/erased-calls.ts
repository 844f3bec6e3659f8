import { CountedUnits } from '../counted-units.ts';
import { heldCall } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { callsOfSubject, daysOfSubject } from '../queries/subject-calls.ts';
import { StaleDays } from '../stale-days.ts';
import type { ErasedDays, ErasingWish } from '../subject-store.ts';
import { createErasedAttachments } from './attachments.ts';
import { type CallToStep, createCallSteps, TO_STEP } from './call-steps.ts';
import { erasedPlaces, type PlaceToErase } from './erased-places.ts';
import { type CallsToRemove, createRemovedCalls } from './removed-calls.ts';
import { requestCounts, StepCounts } from './request-counts.ts';
import { createTotalsGuard } from './totals-guard.ts';

/** Calls of one transaction; the last day is gone through to its end. */
const CALLS_AT_ONCE = 500;
/** Days that are looked through in one transaction where few have anything. */
const DAYS_AT_ONCE = 60;

interface Leg extends CallToStep {
  readonly intake: number;
  readonly held_by: number | null;
  readonly day: number;
  readonly offset: number;
  readonly length: number;
  readonly kept: number;
}

/** Told of all legs of a call that legal holds keep. */
type Keeps = (legs: readonly number[]) => void;

/**
 * Calls of one person: removed, or made anonymous, with all that follows from it, and their lines put on the list of what is to
 * be overwritten. All legs of a call go together; one leg that a legal hold keeps keeps them all. A call that went is known by its
 * keyed identity, so that no line brings it back.
 */
export function createErasedCalls(connection: Connection, keeps: Keeps = () => {}) {
  const steps = createCallSteps(connection);
  const units = new CountedUnits(connection);
  const remove = createRemovedCalls(connection);
  const eraseLine = erasedPlaces(connection);
  const stale = new StaleDays(connection);
  const statements = prepare(connection);
  const addCounts = requestCounts(connection);
  const guarded = createTotalsGuard(connection);
  const attachments = createErasedAttachments(connection);

  function legsOf(ids: readonly number[], today: number): Leg[][] {
    const columns = `id, day, offset, length, identity, occurrence, intake, held_by, ${TO_STEP},
      ${heldCall(connection, today)} as kept`;
    const one = connection.prepare<[number], Leg>(`select ${columns} from call where id = ?`);
    const group = connection.prepare<{ day: number; group: number }, Leg>(
      [1, 0]
        .map(
          (
            head,
          ) => `select ${columns} from call where day in (@day - 1, @day, @day + 1) and call_group = @group
           and head = ${head}`,
        )
        .join(' union all '),
    );
    const seen = new Set<number>();
    const calls: Leg[][] = [];
    for (const id of ids) {
      const leg = seen.has(id) ? undefined : one.get(id);
      if (leg === undefined) continue;
      const legs = leg.call_group === null ? [leg] : group.all({ day: leg.day, group: leg.call_group });
      const fresh = legs.filter((other) => !seen.has(other.id));
      for (const other of fresh) seen.add(other.id);
      calls.push(fresh);
    }
    return calls;
  }

  function linesOf({ id, intake, offset, length, day }: Leg): readonly PlaceToErase[] {
    const own = { intake, offset, length };
    return [own, ...statements.repeats.all(id)].map((line) => ({ ...line, day }));
  }

  function eraseLegs(legs: readonly Leg[], wish: ErasingWish, counts: StepCounts): void {
    for (const leg of legs) {
      counts.gone('raw_lines', linesOf(leg).filter(eraseLine).length);
      statements.suppress.run(leg.day, leg.identity, leg.source);
      counts.gone(leg.held_by === null ? 'calls' : 'held_calls');
      counts.gone('memory_entries', statements.forgetEntries.run(leg.id).changes);
      counts.gone('attachments', attachments.ofCall(leg.id));
      const waiting = attachments.ofKey(leg.source, leg.call_group, wish.today);
      counts.gone('attachments', waiting.removed);
      counts.kept('attachments', waiting.kept);
    }
    if (wish.how === 'anonymise') {
      for (const leg of legs) steps.age(leg, { ...wish, day: leg.day, step: 'anonymous' });
      return;
    }
    for (const leg of legs)
      remove({ day: leg.day, ids: [leg.id], othersCanCome: true, ...namelessIn(leg, wish) });
  }

  /** A total of what is gone does not say of whom: it has the unit of the extension, as those of anonymous calls have. */
  function namelessIn(
    leg: Leg,
    { subject, anonymity }: ErasingWish,
  ): Partial<Pick<CallsToRemove, 'nameless'>> {
    const { extension } = leg;
    if (extension === null || !subject.extensions.some((one) => one === extension)) return {};
    return { nameless: { extension, unit: units.of(leg, anonymity) } };
  }

  /** Also of a single call, which was found by its line. Counts and minutes of its days are the same behind it. */
  function eraseIds(ids: readonly number[], wish: ErasingWish, counts: StepCounts): void {
    const calls = legsOf(ids, wish.today).filter((legs) => {
      const kept = legs.some((leg) => leg.kept === 1);
      if (kept) {
        counts.kept('calls', legs.length);
        keeps(legs.map(({ id }) => id));
      }
      return !kept;
    });
    const days = new Set(calls.flatMap((legs) => legs.map(({ day }) => day)));
    guarded(wish.request, [...days], () => {
      // What an earlier attempt made anonymous is nobody's any more.
      for (const legs of calls)
        eraseLegs(
          legs.filter(({ step }) => wish.how === 'delete' || step < 2),
          wish,
          counts,
        );
    });
    stale.mark(days);
  }

  const erase = connection.transaction((wish: ErasingWish & { after: number }): ErasedDays => {
    const { subject, request } = wish;
    const from_day = Math.max(wish.after + 1, subject.from_day ?? Number.MIN_SAFE_INTEGER);
    const days = daysOfSubject(connection, { ...subject, from_day });
    const counts = new StepCounts();
    const ids: number[] = [];
    let [last, looked] = [wish.after, 0];
    for (const day of days) {
      if (ids.length >= CALLS_AT_ONCE || looked >= DAYS_AT_ONCE) break;
      ids.push(...callsOfSubject(connection, subject, [day]));
      [last, looked] = [day, looked + 1];
    }
    eraseIds(ids, wish, counts);
    addCounts(request, counts);
    return { ...counts.step(), done: looked === days.length, after: last };
  });

  return {
    eraseIds,
    methods: { eraseCalls: (wish: ErasingWish & { after: number }): ErasedDays => erase.immediate(wish) },
  };
}

function prepare(connection: Connection) {
  return {
    repeats: connection.prepare<[number], { intake: number; offset: number; length: number }>(
      'select intake, offset, length from duplicate where call = ?',
    ),
    suppress: connection.prepare<[number, number, number], unknown>(
      'insert into suppressed (day, identity, source) values (?, ?, ?) on conflict do nothing',
    ),
    forgetEntries: connection.prepare<[number], unknown>(
      'delete from memory_entry where (profile, call) in (select id, ? from memory_profile)',
    ),
  };
}
