import { CALL_STEPS, type CallEdges } from '../../record/age-edges.ts';
import type { HoldConditions, LegalHold } from '../../record/legal-hold.ts';
import { RAW_COPY_IS_DUE } from '../deletion/raw-copy-is-due.ts';
import { holdSql, legalHolds } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';

/** A hold with what it keeps now, and what of that would have been masked, removed or blanked without it. */
export interface ListedHold extends LegalHold {
  readonly in_force: boolean;
  readonly calls: number;
  readonly deferred_calls: number;
  readonly deferred_raw_copies: number;
}

/** What the ladder says today; null edges where it says nothing. */
export interface HoldsWish {
  readonly today: number;
  readonly calls: CallEdges;
  readonly held_calls: CallEdges;
  /** Raw copies that came before it have reached their age. */
  readonly before: number | null;
}

/** Those in force, or all that there ever were. */
export function listedHolds(connection: Connection, wish: HoldsWish, all: boolean): ListedHold[] {
  const force = new Set(legalHolds(connection, wish.today).map(({ id }) => id));
  const due = dueBy(wish);
  return legalHolds(connection)
    .filter(({ id }) => all || force.has(id))
    .map((hold) => {
      const in_force = force.has(hold.id);
      if (!in_force) return { ...hold, in_force, calls: 0, deferred_calls: 0, deferred_raw_copies: 0 };
      const kept = holdSql(hold.conditions);
      return {
        ...hold,
        in_force,
        calls: callsUnder(connection, hold.conditions),
        deferred_calls: counted(connection, `select count(*) from call where ${kept} and (${due})`, null),
        deferred_raw_copies: counted(
          connection,
          `select count(distinct coalesce(same_as, intake.id)) from call join intake on intake.id = call.intake
           where call.id in (select id from call where ${kept})
           and coalesce(same_as, intake.id) in (select intake.id from intake where ${RAW_COPY_IS_DUE})`,
          wish.before,
        ),
      };
    });
}

/** Of what a hold defers, how many calls no other one in force keeps: these go when it is released. */
export function callsFreed(connection: Connection, wish: HoldsWish, id: number): number {
  const force = legalHolds(connection, wish.today);
  const sqlOf = (holds: readonly LegalHold[]): string =>
    ['0', ...holds.map(({ conditions }) => `coalesce(${holdSql(conditions)}, 0)`)].join(' or ');
  const [own, others] = [force.filter((hold) => hold.id === id), force.filter((hold) => hold.id !== id)];
  const freed = `(${sqlOf(own)}) and not (${sqlOf(others)}) and (${dueBy(wish)})`;
  return counted(connection, `select count(*) from call where ${freed}`, null);
}

/** How many stored calls a hold keeps. */
export function callsUnder(connection: Connection, conditions: HoldConditions): number {
  return counted(connection, `select count(*) from call where ${holdSql(conditions)}`, null);
}

/** How many calls in archives a hold keeps there: all of its days, as whom one is about cannot be asked without their key. */
export function archivedUnder(connection: Connection, { from_day, to_day }: HoldConditions): number {
  return (
    connection
      .prepare<object, number>('select count(*) from archived_call where day between @from and @to')
      .pluck()
      .get({ from: from_day ?? Number.MIN_SAFE_INTEGER, to: to_day ?? Number.MAX_SAFE_INTEGER }) ?? 0
  );
}

function dueBy({ calls, held_calls }: HoldsWish): string {
  return `(held_by is null and ${dueSql(calls)}) or (held_by is not null and ${dueSql(held_calls)})`;
}

/** Of a call that has not taken the step its day demands. */
function dueSql({ masked, anonymous, gone }: CallEdges): string {
  const steps = [
    [masked, CALL_STEPS.indexOf('masked')],
    [anonymous, CALL_STEPS.indexOf('anonymous')],
    [gone, CALL_STEPS.length],
  ] as const;
  const due = steps.flatMap(([day, step]) => (day === null ? [] : [`(day < ${day} and step < ${step})`]));
  return `(${['0', ...due].join(' or ')})`;
}

function counted(connection: Connection, sql: string, before: number | null): number {
  const given = sql.includes('@before') ? [{ before: before ?? Number.MIN_SAFE_INTEGER }] : [];
  return (
    connection
      .prepare<unknown[], number>(sql)
      .pluck()
      .get(...given) ?? 0
  );
}
