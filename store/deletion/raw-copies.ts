import type { Blank } from '../../record/blank.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { blankAdder } from '../blank-register.ts';
import { heldBy, heldPeriods, legalHolds, WITHOUT_PARTIES } from '../legal-holds.ts';
import { oldestDayFrom } from '../oldest-line.ts';
import type { Connection } from '../open-database.ts';
import type { DueRawCopy, OldLines, RawCopiesWish } from '../raw-copy-store.ts';
import { createOldChunks, OLDEST_AGAIN } from './old-chunks.ts';
import { createOldSettings } from './old-settings.ts';
import { RAW_COPY_IS_DUE } from './raw-copy-is-due.ts';

/**
 * Raw copies that have reached their age: given up as a whole, or blanked line by line where they are younger than some of their
 * lines, or legal holds keep others. Only the gateway (privacy/gateway.ts) asks for it.
 */
export function createExpiredRawCopies(connection: Connection) {
  const statements = prepare(connection);
  const addBlanks = blankAdder(connection);

  const giveUp = connection.transaction((intake: number, wish: GiveUpWish): boolean => {
    if (statements.isDue.get({ intake, before: wish.before }) === undefined) return false;
    if (heldLines(connection, wish.today).of(intake)) return false;
    statements.forget.run({ intake, ...wish });
    for (const run of [statements.dropFrames, statements.dropBlanks, statements.dropPrint]) run.run(intake);
    statements.dropStates.run({ intake });
    return true;
  });

  /** Those of a chunk's old lines that no hold keeps. */
  function linesToBlank({ intake, first_offset, end_offset, lines, today }: OldLines): readonly Blank[] {
    const kept = heldLines(connection, today).within(intake, first_offset, end_offset);
    return lines.filter(({ offset }) => !kept.has(offset));
  }

  const blankLines = connection.transaction((wish: OldLines): number => {
    const { intake, first_offset: from, edge } = wish;
    const lines = linesToBlank(wish);
    addBlanks(intake, lines);
    if (edge === null) statements.noOldest.run({ intake, from });
    else statements.setOldest.run({ intake, from, edge });
    return lines.length;
  });

  /** Whether a hold has ended since raw copies were looked at last: what it kept is due then. */
  function holdsEnded(today: number): boolean {
    const seen = statements.seen.get() ?? 0;
    return legalHolds(connection).some(({ released_at, until }) =>
      released_at === null
        ? until !== null && until < today && until >= Math.floor(seen / DAY_MS) - 1
        : released_at >= seen,
    );
  }

  const settleHolds = connection.transaction((now: number, today: number) => {
    if (holdsEnded(today)) {
      for (const run of [statements.lookAgain, statements.blankAgain]) run.run();
      statements.forgetParties.run(today);
    }
    statements.see.run(now);
  });

  return {
    ...createOldChunks(connection, holdsEnded),
    ...createOldSettings(connection),
    dueRawCopies: ({ before, after, limit, today }: RawCopiesWish): DueRawCopy[] => {
      const held = heldLines(connection, today);
      const ended = holdsEnded(today);
      return statements.due.all({ before, after, limit }).map(({ raw_blanked_at, ...copy }) => ({
        ...{ ...copy, held: held.of(copy.intake), blanked: raw_blanked_at !== null && !ended },
      }));
    },
    giveUpRawCopy: (intake: number, wish: GiveUpWish): boolean => giveUp.immediate(intake, wish),
    standingLines: () => statements.standing.get() ?? 0,
    rawCopiesGivenUp: () => statements.givenUp.all(),
    forgetOldNames: (before: number): void => void statements.forgetNames.run(before),
    rawCopyDestroyed: (intake: number): void => void statements.destroyed.run({ intake }),
    blankOldLines: (wish: OldLines): number =>
      wish.only_try ? linesToBlank(wish).length : blankLines.immediate(wish),
    rawCopyBlanked: (intake: number, now: number): void => void statements.blanked.run(now, intake),
    settleEndedHolds: (now: number, today: number) => settleHolds.immediate(now, today),
    holdsInForce: (today: number) => legalHolds(connection, today).map(({ conditions }) => conditions),
  };
}

type GiveUpWish = Pick<RawCopiesWish, 'before' | 'today'> & { readonly now: number };

/** Lines that legal holds keep (those in force, or these), told by what is stored of them; of all intakes that share a raw copy. */
export function heldLines(connection: Connection, today: number, holds = legalHolds(connection, today)) {
  const call = heldBy(holds);
  const periods = heldPeriods(holds);
  if (call === '0') return { of: () => false, within: () => new Set<number>() };
  const day = `undefined_line.received_at / ${DAY_MS}`;
  const arrived = periods.map(({ from_day, to_day }) => `(${day} between ${from_day} and ${to_day})`);
  const shared = `(select id from intake where id = coalesce(
    (select same_as from intake where id = @intake), @intake) or same_as = coalesce(
    (select same_as from intake where id = @intake), @intake))`;
  const within = (table: string): string =>
    `${table}.intake in ${shared} and ${table}.offset >= @from and ${table}.offset < @to`;
  const lines = connection
    .prepare<{ intake: number; from: number; to: number }, number>(
      `select call.offset from call where ${within('call')} and ${call}
       union select offset from duplicate where ${within('duplicate')}
         and exists (select 1 from call where call.id = duplicate.call and ${call})
       union select offset from undefined_line where ${within('undefined_line')} and (${['0', ...arrived].join(' or ')})`,
    )
    .pluck();
  return {
    of: (intake: number): boolean =>
      lines.get({ intake, from: 0, to: Number.MAX_SAFE_INTEGER }) !== undefined,
    within: (intake: number, from: number, to: number): ReadonlySet<number> =>
      new Set(lines.all({ intake, from, to })),
  };
}

function prepare(connection: Connection) {
  const shared = 'intake in (select id from intake where id = @intake or same_as = @intake)';
  return {
    due: connection.prepare<
      object,
      { intake: number; length: number; lines: number; raw_blanked_at: number | null }
    >(
      `select id as intake, length, lines, raw_blanked_at from intake where id > @after and ${RAW_COPY_IS_DUE}
       order by id limit @limit`,
    ),
    isDue: connection.prepare<object, unknown>(
      `select 1 from intake where id = @intake and ${RAW_COPY_IS_DUE}`,
    ),
    // The hash of its content, too: with the installation's key and the rest of the file, hidden digits could be tried out.
    forget: connection.prepare(
      `update intake set raw_gone_at = @now, state = null, content_mac = null,
       name = case when received_at < @before then null else name end where id = @intake or same_as = @intake`,
    ),
    // Of files that came again later than their raw copy: their names have an age of their own.
    forgetNames: connection.prepare<[number], unknown>(
      'update intake set name = null where raw_gone_at is not null and received_at < ? and name is not null',
    ),
    dropFrames: connection.prepare<[number], unknown>('delete from raw_frame where intake = ?'),
    dropBlanks: connection.prepare<[number], unknown>('delete from to_blank where intake = ?'),
    dropPrint: connection.prepare<[number], unknown>('delete from blanked_copy where intake = ?'),
    dropStates: connection.prepare(
      `update chunk set state_before = 'null', oldest_day = null where ${shared}`,
    ),
    givenUp: connection.prepare<[], { intake: number; path: string }>(
      "select id as intake, path from intake where raw_gone_at is not null and path <> '' and kind <> 'resent'",
    ),
    standing: connection
      .prepare<[], number>(
        "select coalesce(sum(lines), 0) from intake where raw_gone_at is null and kind <> 'resent'",
      )
      .pluck(),
    destroyed: connection.prepare("update intake set path = '' where id = @intake or same_as = @intake"),
    noOldest: connection.prepare(
      'update chunk set oldest_day = null where intake = @intake and first_offset = @from',
    ),
    setOldest: connection.prepare(
      `update chunk set oldest_day = ${oldestDayFrom('@edge')} where intake = @intake and first_offset = @from`,
    ),
    blanked: connection.prepare<[number, number], unknown>(
      'update intake set raw_blanked_at = ? where id = ?',
    ),
    ...prepareEndedHolds(connection),
  };
}

/** What is looked at again when a hold has ended, and up to when that was done. */
function prepareEndedHolds(connection: Connection) {
  const standing = 'intake in (select id from intake where raw_gone_at is null)';
  return {
    lookAgain: connection.prepare<[], unknown>(
      `update chunk set oldest_day = ${OLDEST_AGAIN} where ${standing}`,
    ),
    forgetParties: connection.prepare<[number], unknown>(
      `update legal_hold set conditions = ${WITHOUT_PARTIES} where released_at is null and until < ?`,
    ),
    blankAgain: connection.prepare<[], unknown>('update intake set raw_blanked_at = null'),
    seen: connection.prepare<[], number>("select value from counter where name = 'holds'").pluck(),
    see: connection.prepare<[number], unknown>(
      `insert into counter (name, value) values ('holds', ?)
       on conflict (name) do update set value = excluded.value`,
    ),
  };
}
