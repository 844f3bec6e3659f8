import type { Statement } from 'better-sqlite3';
import type { EntriesToExpire } from '../job-store.ts';
import { heldEntry } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { createScrubMark } from './scrub-mark.ts';

const COPIED = `call, day, extension, placed, internal, number, number_text, calling_name, called_name, started_at,
  utc_offset_min, answered, answered_by`;

/**
 * Everything that takes entries of call memories away. What a legal hold keeps goes from the memory all the same, and is put
 * aside in the same transaction, until the hold has ended; only by its age it stays where it is.
 */
export function memoryDeletion(connection: Connection) {
  const aside = keptAside(connection);
  const mark = createScrubMark(connection);
  const taker = (where: string, note: () => void) => {
    const remove = connection.prepare<number[], unknown>(`delete from memory_entry where ${where}`);
    return (given: readonly (readonly number[])[]): number => {
      if (given.length === 0) return 0;
      const keep = aside(where);
      let gone = 0;
      for (const one of given) {
        keep(one);
        gone += remove.run(...one).changes;
      }
      if (gone > 0) note();
      return gone;
    };
  };
  const oldest = taker(
    'profile = ? and call in (select call from memory_entry where profile = ? order by call limit ?)',
    mark.noteDisplaced,
  );
  const one = taker('profile = ? and call = ?', mark.note);
  const all = taker('profile = ?', mark.note);
  const profile = connection.prepare<[number], unknown>('delete from memory_profile where id = ?');
  return {
    /** The first that came in, so many of each profile. */
    oldest: (counts: readonly (readonly [profile: number, count: number])[]): number =>
      oldest(counts.map(([of, count]) => [of, of, count])),
    one: connection.transaction((of: number, call: number): boolean => one([[of, call]]) > 0),
    profile: (id: number): void => {
      all([[id]]);
      profile.run(id);
    },
    ...agingEntries(connection),
  };
}

/**
 * Puts aside what a hold keeps of entries. There are many a second, so holds are looked at once for all that go in a transaction; and
 * while the holds are the same, so are the statements.
 */
function keptAside(connection: Connection) {
  const holds = connection
    .prepare<[], string | null>(
      'select group_concat(id || conditions) from legal_hold where released_at is null',
    )
    .pluck();
  const name = '(select name from memory_profile where memory_profile.id = memory_entry.profile)';
  const statements = new Map<string, Statement<number[]>>();
  let known = '';
  let held: string | null = null;
  return (where: string): ((given: readonly number[]) => void) => {
    const now = holds.get() ?? '';
    if (now !== known) {
      statements.clear();
      held = heldEntry(connection);
    }
    known = now;
    if (held === null) return () => {};
    const statement =
      statements.get(where) ??
      connection.prepare<number[], unknown>(
        `insert into kept_entry (profile, ${COPIED}) select ${name}, ${COPIED} from memory_entry where ${where} and ${held}`,
      );
    statements.set(where, statement);
    return (given) => void statement.run(...given);
  };
}

/** Entries of an age day before the edge, and those that no hold keeps aside any more. */
function agingEntries(connection: Connection) {
  const { noting } = createScrubMark(connection);
  const olderThan = noting(({ edge, limit, today }: EntriesToExpire): number => {
    const held = heldEntry(connection, today) ?? '0';
    const older = connection.prepare<[number, number], unknown>(
      `delete from memory_entry where (profile, call) in
       (select profile, call from memory_entry where day < ? and not ${held} limit ?)`,
    );
    const gone = older.run(edge, limit).changes;
    if (gone === limit) return gone;
    const released = connection.prepare<[number], unknown>(
      `delete from kept_entry where id in (select id from kept_entry where not ${held} limit ?)`,
    );
    return gone + released.run(limit - gone).changes;
  });
  return {
    /** As many as one batch has; gives how many went. */
    olderThan,
  };
}
