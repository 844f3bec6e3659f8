import { EXPIRING } from '../deletion/expired-rows.ts';
import type { CallsOfDay, DueRows, ExpiringRows } from '../job-store.ts';
import { heldDay, heldEntry } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { UNCOUNTED_DAYS } from './leaving-days.ts';

/** Rows of a kind that came before a moment and may go, by the same conditions as those that go. */
export function dueRows(
  connection: Connection,
  { kind, before, today }: { kind: ExpiringRows; before: number; today: number },
): DueRows {
  const { table, at, where } = EXPIRING[kind];
  return counted(
    connection,
    table,
    `${at} < ${Number(before)} and ${where}`,
    heldDay(connection, today, `${at} / 86400000`),
  );
}

/** Lines that could not be read and came before a moment. */
export function dueLines(
  connection: Connection,
  { before, today }: { before: number; today: number },
): DueRows {
  const kept = heldDay(connection, today, 'received_at / 86400000');
  return counted(connection, 'undefined_line', `received_at < ${Number(before)}`, kept);
}

/** Entries of call memories of days before one, and those that holds kept which were to go before. */
export function dueEntries(
  connection: Connection,
  { before, today }: { before: number; today: number },
): DueRows {
  const held = heldEntry(connection, today) ?? '0';
  const entries = counted(connection, 'memory_entry', `day < ${Number(before)}`, held);
  const aside = counted(connection, 'kept_entry', '1', held);
  return {
    rows: entries.rows + aside.rows,
    deferred: entries.deferred + aside.deferred,
    of: entries.of + aside.of,
  };
}

/** Totals of calls that are gone, of days in a span, that have not taken a step. */
export function dueTotals(
  connection: Connection,
  { from, to, below, today }: { from: number; to: number; below: number; today: number },
): DueRows {
  const due = `gone = 1 and day >= ${Number(from)} and day < ${Number(to)} and step < ${Number(below)}`;
  return counted(connection, 'day_total', due, heldDay(connection, today, 'day'), 'gone = 1');
}

function counted(connection: Connection, table: string, due: string, kept: string, all = '1'): DueRows {
  const one = connection.prepare<[], { rows: number; deferred: number }>(
    `select coalesce(sum(not ${kept}), 0) as rows, coalesce(sum(${kept}), 0) as deferred from ${table} where ${due}`,
  );
  const of = connection.prepare<[], number>(`select count(*) from ${table} where ${all}`).pluck();
  return { rows: 0, deferred: 0, ...one.get(), of: of.get() ?? 0 };
}

/** Calls by local day, and what they are still; days whose totals are not made yet from the calls themselves. */
export function callsByDay(connection: Connection): CallsOfDay[] {
  return connection
    .prepare<[], CallsOfDay>(
      `select day, held, step, sum(legs) as legs from day_total
       where gone = 0 and day not in (${UNCOUNTED_DAYS}) group by day, held, step
       union all
       select day, held_by is not null, step, count(*) from call where day in (${UNCOUNTED_DAYS}) group by 1, 2, 3`,
    )
    .all();
}

/** Days whose totals are to be made anew. */
export function staleDays(connection: Connection): number {
  return connection.prepare<[], number>('select count(*) from stale_day').pluck().get() ?? 0;
}
