import { CALL_STEPS, stepOf } from '../../record/age-edges.ts';
import type { ArchivedCall } from '../../record/archive.ts';
import { underHold } from '../../record/legal-hold.ts';
import { UNIT_NUMBERS } from '../../record/number.ts';
import { ARCHIVED_COLUMNS, LABELS } from '../archive/archived-line.ts';
import type { CallsToReturn, ReturnedCalls, ReturningCall } from '../archive-store.ts';
import type { ArrivalEdges } from '../arrival-edges.ts';
import type { CallHeads } from '../call-heads.ts';
import {
  CallTotals,
  COUNTED_OF_CALL,
  type CountedCall,
  callTotalsAdder,
  countedCall,
} from '../call-totals.ts';
import { CountedUnits } from '../counted-units.ts';
import { TOTAL_KEYS } from '../day-totals.ts';
import type { LabelTable } from '../label-table.ts';
import { heldCall, legalHolds } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { StaleDays } from '../stale-days.ts';
import { ArchivedParties } from './archived-parties.ts';
import { createErasedAttachments } from './attachments.ts';
import { type CallToStep, createCallSteps, TO_STEP } from './call-steps.ts';
import { createRemovedCalls } from './removed-calls.ts';

/** What calls share that come and go. */
interface CallParts {
  readonly labels: LabelTable;
  readonly heads: Pick<CallHeads, 'decideAnew' | 'hasHead'>;
  readonly arrivals: ArrivalEdges;
  remember(day: number, group: number): void;
}

interface Returned extends CallToStep {
  readonly held_by: number | null;
  readonly day: number;
  readonly kept: number;
}

const RETURNED = `id, identity, occurrence, day, held_by, ${TO_STEP}`;

/**
 * Calls that come back from an archive, each once: the one that is known to stand there and nowhere else. In the same
 * transaction it takes the steps that its age demands by now, and what was erased since goes or is nobody's. What was erased and a
 * legal hold keeps stays in the archive, where nobody sees it and nothing takes it.
 */
export function createReturnedCalls(connection: Connection, parts: CallParts) {
  const statements = prepare(connection);
  const steps = createCallSteps(connection);
  const units = new CountedUnits(connection);
  const remove = createRemovedCalls(connection);
  const stale = new StaleDays(connection);
  const totals = archivedTotals(connection);
  const attachments = createErasedAttachments(connection);
  const parties = new ArchivedParties(connection);

  function putBack(call: ArchivedCall): void {
    const values = ARCHIVED_COLUMNS.map((name) => {
      const value = call[name] ?? null;
      return LABELS.includes(name) && typeof value === 'string' ? parts.labels.id(value) : value;
    });
    const row: Record<string, number | string | null> = Object.fromEntries(
      ARCHIVED_COLUMNS.map((name, place) => [name, values[place] ?? null]),
    );
    row.source = statements.source.get(String(call.source)) ?? null;
    const { day, identity, occurrence, call_group } = row;
    // What came since may have taken its place among equal lines, or be the head of its call.
    if (statements.taken.get(day, identity, occurrence) !== undefined)
      row.occurrence = (statements.lastTwin.get(day, identity) ?? 0) + 1;
    if (call_group !== null) row.head = 0;
    statements.add.run(row);
  }

  function judge(call: Returned, { erased }: ReturningCall, wish: CallsToReturn): void {
    if (erased !== null) {
      statements.suppress.run(call.day, call.identity, call.source);
      // While the call was away nobody could tell whose they were.
      attachments.ofCall(call.id);
    }
    if (erased === 'delete') {
      const { id, day, extension } = call;
      const nameless =
        extension === null ? {} : { nameless: { extension, unit: units.of(call, wish.anonymity) } };
      remove({ day, ids: [id], othersCanCome: true, ...nameless });
      return;
    }
    const demanded = stepOf(call.day, wish.edges[call.held_by === null ? 'calls' : 'held_calls']);
    if (demanded === 'gone' && call.kept === 0)
      remove({ day: call.day, ids: [call.id], othersCanCome: true });
    else if (erased === 'anonymise' && call.step < 2)
      steps.age(call, { ...wish, day: call.day, step: 'anonymous' });
    else if ((demanded === 'masked' || demanded === 'anonymous') && call.kept === 0)
      ageTo(demanded, call, wish);
  }

  /** No job may have taken a call of its day to this step when another retention is in force. */
  function ageTo(step: 'masked' | 'anonymous', call: Returned, wish: CallsToReturn): void {
    const { day } = call;
    const place = CALL_STEPS.indexOf(step);
    if (call.step >= place) return;
    const identity = steps.age(call, { ...wish, day, step });
    parts.arrivals.note({ step: place, day, identity, held: call.held_by !== null });
  }

  /** Which calls of erased people a legal hold keeps: one leg keeps the others, wherever it stands. */
  function keptBy({ calls, today }: CallsToReturn): (asked: ReturningCall, call: ArchivedCall) => boolean {
    const holds = legalHolds(connection, today).map(({ conditions }) => conditions);
    const erased = calls.filter((asked) => asked.erased !== null);
    if (erased.length === 0 || holds.length === 0) return () => false;
    const legs = erased
      .map(({ line }) => JSON.parse(line) as ArchivedCall)
      .filter((call) => call.call_group !== null && underHold(holds, call));
    const groups = new Set(legs.map(({ call_group }) => call_group));
    const stored = connection.prepare<{ day: number; group: number }, unknown>(
      [1, 0]
        .map(
          (head) => `select 1 from call where day in (@day - 1, @day, @day + 1) and call_group = @group
            and head = ${head} and ${heldCall(connection, today)}`,
        )
        .join(' union all '),
    );
    return ({ erased, leg_held }, call) => {
      if (erased === null) return false;
      const { day, call_group: group } = call;
      if (leg_held || underHold(holds, call)) return true;
      return group !== null && (groups.has(group) || stored.get({ day, group }) !== undefined);
    };
  }

  const bringBack = connection.transaction((wish: CallsToReturn): ReturnedCalls => {
    const isKept = keptBy(wish);
    const kept: number[] = [];
    const groups = new Map<string, { day: number; group: number; headed: boolean }>();
    const back: { id: number; asked: ReturningCall }[] = [];
    const pieces = new Set<number>();
    for (const asked of wish.calls) {
      const call = JSON.parse(asked.line) as ArchivedCall;
      const { id, day, identity } = call;
      const place = { id, day, identity, piece: wish.piece };
      if (isKept(asked, call)) {
        if (statements.stands.get(place) !== undefined) kept.push(id);
        continue;
      }
      const known = statements.forget.get(place);
      if (known === undefined) continue;
      const { piece, ...counted } = known;
      pieces.add(piece);
      putBack(call);
      const total = countedCall(JSON.parse(statements.total.get(call.id) ?? '[]') as number[]);
      const unit = units.of({ ...total, day }, wish.anonymity);
      totals.take(day, { ...total, ...counted, calls: Number(call.head) }, unit);
      back.push({ id: call.id, asked });
      if (call.call_group === null) continue;
      const key = `${call.call_group} ${call.day}`;
      const headed = call.head === 1 || (groups.get(key)?.headed ?? false);
      groups.set(key, { day: call.day, group: call.call_group, headed });
    }
    for (const { day, group, headed } of groups.values()) {
      parts.remember(day, group);
      // Where the leg by which the call is counted stands in another archive, or has gone, it is counted with that one.
      if (headed || parts.heads.hasHead(group, day)) parts.heads.decideAnew(group, day);
      stale.mark([day - 1, day, day + 1]);
    }
    const one = connection.prepare<[number], Returned>(
      `select ${RETURNED}, ${heldCall(connection, wish.today)} as kept from call where id = ?`,
    );
    for (const { id, asked } of back) {
      const call = one.get(id);
      if (call === undefined) throw new Error(`call ${id} was put back and is not there`);
      stale.mark([call.day]);
      judge(call, asked, wish);
    }
    parties.left(pieces);
    const erased = back.filter(({ asked }) => asked.erased !== null).length;
    return { returned: back.length, erased, kept };
  });

  return {
    returnCalls: (wish: CallsToReturn): ReturnedCalls => {
      try {
        return bringBack.immediate(wish);
      } catch (error) {
        parts.labels.forget();
        parts.arrivals.forget();
        throw error;
      }
    },
  };
}

/** Takes the counts of calls out of those of archives. */
function archivedTotals(connection: Connection) {
  const add = callTotalsAdder(connection);
  const others = TOTAL_KEYS.filter((name) => name !== 'extension');
  const extensionThere = connection
    .prepare<object, number>(
      `select extension from day_total where day = @day and gone = 2
       and (extension in (0, @extension) or extension >= ${UNIT_NUMBERS})
       and ${others.map((name) => `${name} = @${name}`).join(' and ')}
       order by extension <> @extension, extension <> @unit, extension desc limit 1`,
    )
    .pluck();
  const clear = connection.prepare<[number], unknown>(
    'delete from day_total where day = ? and gone = 2 and legs = 0',
  );
  // What a call carried into a later hour stands there without a leg.
  const clearHours = connection.prepare<[number], unknown>(
    'delete from hour_total where day = ? and gone = 2 and legs = 0 and busy_ms = 0 and talk_ms = 0',
  );
  return {
    take(day: number, call: CountedCall, unit: number | null): void {
      const keys = Object.fromEntries(TOTAL_KEYS.map((name) => [name, call[name]]));
      const totals = new CallTotals();
      // Totals of a person who was erased have the unit, or nothing, in the place of the extension.
      totals.take({ ...call, extension: extensionThere.get({ ...keys, day, unit: unit ?? 0 }) ?? 0 });
      add(day, 2, totals);
      clear.run(day);
      clearHours.run(day);
    },
  };
}

function prepare(connection: Connection) {
  // Numbers of calls are given out again after a restore: a piece that the store does not know must have the same record.
  const place = `id = @id and day = @day and
    case when exists (select 1 from archive_piece where name = @piece)
      then piece = (select id from archive_piece where name = @piece) else identity = @identity end`;
  return {
    stands: connection.prepare<object, unknown>(`select 1 from archived_call where ${place}`),
    forget: connection.prepare<object, Pick<CountedCall, 'reached' | 'missed'> & { piece: number }>(
      `delete from archived_call where ${place} returning piece, reached, missed`,
    ),
    source: connection.prepare<[string], number>('select id from source where name = ?').pluck(),
    taken: connection.prepare<unknown[], number>(
      'select 1 from call where day = ? and identity = ? and occurrence = ?',
    ),
    lastTwin: connection
      .prepare<unknown[], number>('select max(occurrence) from call where day = ? and identity = ?')
      .pluck(),
    add: connection.prepare(
      `insert into call (${ARCHIVED_COLUMNS.join(', ')}) values (${ARCHIVED_COLUMNS.map((name) => `@${name}`).join(', ')})`,
    ),
    total: connection
      .prepare<[number], string>(`select json_array(${COUNTED_OF_CALL}) from call where id = ?`)
      .pluck(),
    suppress: connection.prepare<[number, number, number], unknown>(
      'insert into suppressed (day, identity, source) values (?, ?, ?) on conflict do nothing',
    ),
  };
}
