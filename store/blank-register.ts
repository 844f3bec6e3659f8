import type { Blank, CopyToBlank } from '../record/blank.ts';
import { SEALED } from '../record/raw-copy.ts';
import type { Connection } from './open-database.ts';
import { framesOf } from './queries/raw-copies.ts';

/** Overwritten and struck at once: lines that arrive wait for no more. */
const BLANKS_AT_ONCE = 2_000;

interface CopyRow {
  readonly path: string;
  readonly kind: string;
  readonly length: number;
  readonly finished: number;
  readonly cursor: number;
}

/** What is to be overwritten in raw copies, and what was. */
export function createBlankRegister(connection: Connection) {
  const statements = prepare(connection);
  const unseal = connection.transaction((intake: number, path: string) => {
    statements.setPath.run({ intake, path });
    statements.dropFrames.run(intake);
  });
  const standsPlain = connection.transaction((path: string, bytes: number): boolean => {
    const intake = statements.packed.get(path + SEALED, bytes);
    if (intake !== undefined) unseal(intake, path);
    return intake !== undefined;
  });
  const blanked = connection.transaction(
    (
      intake: number,
      blanks: readonly Blank[],
      print: { length: number; content_mac: string } | null,
      now: number,
    ) => {
      for (const { offset } of blanks) statements.strike.run(intake, offset);
      const bytes = blanks.reduce((sum, { length }) => sum + length, 0);
      const { length = 0, content_mac = null } = print ?? {};
      statements.note.run({ intake, places: blanks.length, bytes, now, length, content_mac });
    },
  );
  return {
    toBlank: (from: number): CopyToBlank | null => {
      const intake = statements.next.get({ from }) ?? null;
      const row = intake === null ? undefined : statements.copy.get(intake);
      if (intake === null || row === undefined) return null;
      const blanks = statements.blanks.all(intake, BLANKS_AT_ONCE);
      const whole = row.kind === 'file' && row.finished === 1 && row.cursor === row.length;
      const copy = { path: row.path, frames: framesOf(connection, intake) };
      const print_length = whole && blanks.length < BLANKS_AT_ONCE ? row.length : null;
      return { intake, copy, blanks, print_length };
    },
    recordUnseal: (intake: number, path: string) => unseal.immediate(intake, path),
    standsPlain: (path: string, bytes: number) => standsPlain.immediate(path, bytes),
    recordBlanked: (
      intake: number,
      blanks: readonly Blank[],
      print: { length: number; content_mac: string } | null,
      now: number,
    ) => blanked.immediate(intake, blanks, print, now),
  };
}

function prepare(connection: Connection) {
  return {
    // A file that is taken whole by now has a print to be taken, too.
    next: connection
      .prepare<{ from: number }, number | null>(
        `select min(intake) from (
           select min(intake) as intake from to_blank where intake >= @from
           union all
           select min(intake) from blanked_copy join intake on intake.id = blanked_copy.intake
           where intake.id >= @from and kind = 'file' and finished = 1 and cursor = length and print_length < length)`,
      )
      .pluck(),
    copy: connection.prepare<[number], CopyRow>(
      'select path, kind, length, finished, cursor from intake where id = ?',
    ),
    blanks: connection.prepare<[number, number], Blank>(
      'select offset, length, code from to_blank where intake = ? order by offset limit ?',
    ),
    strike: connection.prepare<[number, number], unknown>(
      'delete from to_blank where intake = ? and offset = ?',
    ),
    note: connection.prepare(
      `insert into blanked_copy (intake, places, bytes, blanked_at, print_length, content_mac)
       values (@intake, @places, @bytes, @now, @length, @content_mac)
       on conflict (intake) do update set places = places + excluded.places, bytes = bytes + excluded.bytes,
       blanked_at = excluded.blanked_at, print_length = excluded.print_length, content_mac = excluded.content_mac`,
    ),
    packed: connection
      .prepare<[string, number], number>(
        `select id from intake where path = ? and same_as is null
         and (select sum(length) from raw_frame where raw_frame.intake = intake.id) = ?`,
      )
      .pluck(),
    setPath: connection.prepare('update intake set path = @path where id = @intake or same_as = @intake'),
    dropFrames: connection.prepare<[number], unknown>('delete from raw_frame where intake = ?'),
  };
}

/**
 * Puts places of an intake's lines on the list of what is to be blanked, in the transaction that judges them. Of a resent
 * intake the bytes stand in the raw copy of the one it repeats.
 */
export function blankAdder(connection: Connection): (intake: number, blanks: readonly Blank[]) => void {
  const copyOf = connection
    .prepare<[number], number>(
      'select coalesce(same_as, id) from intake where id = ? and raw_gone_at is null',
    )
    .pluck();
  const add = connection.prepare<[number, number, number, string], unknown>(
    `insert into to_blank (intake, offset, length, code) values (?, ?, ?, ?)
     on conflict (intake, offset) do update set length = max(length, excluded.length), code = excluded.code`,
  );
  return (intake, blanks) => {
    if (blanks.length === 0) return;
    const copy = copyOf.get(intake);
    // Of a raw copy that is gone nothing is left to be blanked.
    if (copy === undefined) return;
    for (const { offset, length, code } of blanks) add.run(copy, offset, length, code);
  };
}
