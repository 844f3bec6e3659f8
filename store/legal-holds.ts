import type { HoldConditions, LegalHold } from '../record/legal-hold.ts';
import type { Connection } from './open-database.ts';

interface HoldRow extends Omit<LegalHold, 'conditions'> {
  readonly conditions: string;
}

/** Conditions of a hold that has ended: whom it was about is nobody's business any more. */
export const WITHOUT_PARTIES =
  "json_set(conditions, '$.numbers', json('[]'), '$.extensions', json('[]'), '$.names', json('[]'), '$.ended', json('true'))";

/** Legal holds, and what they keep, as SQL over the table of calls. */
export function createLegalHolds(connection: Connection) {
  const place = connection.prepare(
    `insert into legal_hold (placed_at, placed_by, reason, until, conditions)
     values (@placed_at, @placed_by, @reason, @until, @conditions)`,
  );
  const release = connection.prepare(
    `update legal_hold set released_at = @at, released_by = @by, released_reason = @reason, conditions = ${WITHOUT_PARTIES}
     where id = @id and released_at is null`,
  );
  return {
    placeHold: ({ conditions, ...hold }: Parameters<PlaceHold>[0]) =>
      Number(place.run({ ...hold, conditions: JSON.stringify(conditions) }).lastInsertRowid),
    /** False when there is none of that number, or it was released. */
    releaseHold: (id: number, by: { at: number; by: string; reason: string }) =>
      release.run({ id, ...by }).changes === 1,
  };
}

type PlaceHold = (
  hold: Pick<LegalHold, 'placed_at' | 'placed_by' | 'reason' | 'until' | 'conditions'>,
) => Promise<number>;

/** Those in force on a day; without one all that there ever were. */
export function legalHolds(connection: Connection, today?: number): LegalHold[] {
  const rows = connection.prepare<[], HoldRow>('select * from legal_hold order by id').all();
  const holds = rows.map(
    (row): LegalHold => ({ ...row, conditions: JSON.parse(row.conditions) as HoldConditions }),
  );
  if (today === undefined) return holds;
  return holds.filter(({ released_at, until }) => released_at === null && (until === null || until >= today));
}

/**
 * True of a call that a hold in force keeps, read in the transaction that deletes. A hold keeps the calls of its period with
 * any of its parties; one without a period those of all time, one without parties those of everybody.
 */
export function heldCall(connection: Connection, today: number): string {
  return heldBy(legalHolds(connection, today));
}

/** True of a call that one of these keeps. */
export function heldBy(holds: readonly Pick<LegalHold, 'conditions'>[]): string {
  const kept = holds.map(({ conditions }) => holdSql(conditions));
  return kept.length === 0 ? '0' : `(${kept.join(' or ')})`;
}

/** The holds in force that keep a call. */
export function holdsOfCall(connection: Connection, id: number, today: number): LegalHold[] {
  return legalHolds(connection, today).filter(({ conditions }) => {
    const kept = connection.prepare<[number], number>(
      `select 1 from call where id = ? and ${holdSql(conditions)}`,
    );
    return kept.pluck().get(id) !== undefined;
  });
}

/** Where a table has what holds look at. */
interface HeldColumns {
  readonly day: string;
  readonly parties: readonly string[];
}
const CALL_COLUMNS: HeldColumns = { day: 'day', parties: ['calling', 'called', 'dialled'] };
const ENTRY_COLUMNS: HeldColumns = {
  day: '((started_at + utc_offset_min * 60000) / 86400000)',
  parties: ['number', 'extension'],
};

/**
 * True of an entry of a call memory that a hold keeps; null where there is none. Without a day every hold counts until it is released
 * or a run of the jobs has seen its end.
 */
export function heldEntry(connection: Connection, today?: number): string | null {
  const holds = legalHolds(connection, today ?? Number.NEGATIVE_INFINITY)
    .filter(({ conditions }) => conditions.ended !== true)
    .map(({ conditions }) => holdSql(conditions, ENTRY_COLUMNS));
  return holds.length === 0 ? null : `(${holds.join(' or ')})`;
}

/** True of what one hold keeps, as SQL over the table of calls, or another with such columns. */
export function holdSql(
  { numbers, extensions, names, from_day, to_day }: HoldConditions,
  columns = CALL_COLUMNS,
): string {
  const conditions: string[] = [];
  if (from_day !== null) conditions.push(`${columns.day} >= ${Number(from_day)}`);
  if (to_day !== null) conditions.push(`${columns.day} <= ${Number(to_day)}`);
  const parties: string[] = [];
  const whole = (list: readonly number[]): string => list.map(Number).join(', ');
  if (numbers.length > 0) {
    for (const party of columns.parties) parties.push(`coalesce(${party} in (${whole(numbers)}), 0)`);
  }
  if (extensions.length > 0) parties.push(`coalesce(extension in (${whole(extensions)}), 0)`);
  if (names.length > 0) {
    const list = names.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ');
    parties.push(`coalesce(calling_name in (${list}), 0)`, `coalesce(called_name in (${list}), 0)`);
  }
  if (parties.length > 0) conditions.push(`(${parties.join(' or ')})`);
  return conditions.length === 0 ? '1' : `(${conditions.join(' and ')})`;
}

/** True of a day, given as SQL, that a hold in force keeps whole, whoever calls. */
export function heldDay(connection: Connection, today: number, day: string): string {
  const periods = heldPeriods(legalHolds(connection, today)).map(
    ({ from_day, to_day }) => `${day} between ${from_day} and ${to_day}`,
  );
  return periods.length === 0 ? '0' : `(${periods.join(' or ')})`;
}

/** The periods of arrival that are kept whole, whoever calls: holds that name a period, or everything, and nobody. */
export function heldPeriods(
  holds: readonly Pick<LegalHold, 'conditions'>[],
): { from_day: number; to_day: number }[] {
  return holds
    .map(({ conditions }) => conditions)
    .filter(({ numbers, extensions, names }) => numbers.length + extensions.length + names.length === 0)
    .map(({ from_day, to_day }) => ({
      from_day: from_day ?? Number.MIN_SAFE_INTEGER,
      to_day: to_day ?? Number.MAX_SAFE_INTEGER,
    }));
}
