import { showTime } from '../../record/calendar.ts';
import type { MemoryAccess, MemoryEntry } from '../../record/call-memory.ts';
import { showNumber } from '../../record/number.ts';
import type { Subject } from '../../record/subject.ts';
import type { Connection } from '../open-database.ts';

interface Store {
  readonly connection: Connection;
}

/** What a profile remembers, the last call first. */
export function memoryEntries(
  { connection }: Store,
  profile: string,
  restricted: readonly Subject[] = [],
): MemoryEntry[] {
  const numbers = new Set<number>(restricted.flatMap((subject) => subject.numbers));
  const names = new Set(restricted.flatMap((subject) => subject.names));
  const isRestricted = ({ number, calling_name, called_name }: EntryRow): boolean =>
    numbers.has(number ?? -1) || names.has(calling_name ?? '') || names.has(called_name ?? '');
  const rows = connection.prepare<[string], EntryRow>(
    `select e.* from memory_entry e join memory_profile p on p.id = e.profile where p.name = ? order by e.call desc`,
  );
  const shown = (row: EntryRow): EntryRow =>
    isRestricted(row) ? { ...row, number: null, calling_name: null, called_name: null } : row;
  return rows
    .all(profile)
    .map(shown)
    .map((row) => ({
      entry: row.call,
      started_at: showTime(row.started_at, row.utc_offset_min),
      direction: row.placed === 1 ? 'outgoing' : 'incoming',
      internal: row.internal === 1,
      extension: showNumber(row.extension, null),
      number: row.number === null ? null : showNumber(row.number, row.number_text ?? ''),
      calling_name: row.calling_name,
      called_name: row.called_name,
      answered: row.answered === null ? null : row.answered === 1,
      answered_by: row.answered_by === null ? null : row.answered_by === 1 ? 'local' : 'remote',
    }));
}

interface EntryRow {
  readonly call: number;
  readonly extension: number;
  readonly placed: number;
  readonly internal: number;
  readonly number: number | null;
  readonly number_text: string | null;
  readonly calling_name: string | null;
  readonly called_name: string | null;
  readonly started_at: number;
  readonly utc_offset_min: number;
  readonly answered: number | null;
  readonly answered_by: number | null;
}

/** How many entries each profile has. */
export function memorySizes({ connection }: Store): ReadonlyMap<string, number> {
  const rows = connection.prepare<[], { name: string; entries: number }>(
    `select p.name, count(e.call) as entries from memory_profile p left join memory_entry e on e.profile = p.id
     group by p.id`,
  );
  return new Map(rows.all().map(({ name, entries }) => [name, entries]));
}

/** Who opened a memory that is not theirs, and when they read it, in order. */
export function memoryAccesses({ connection }: Store, profile: string): MemoryAccess[] {
  return connection
    .prepare<[string], MemoryAccess>(
      'select what, person, at, until, reason from memory_access where profile = ? order by id',
    )
    .all(profile);
}

/** Whether a memory has a password; not the password. */
export function hasMemoryPassword({ connection }: Store, profile: string): boolean {
  const found = connection
    .prepare<[string], number>('select 1 from memory_profile where name = ? and password is not null')
    .get(profile);
  return found !== undefined;
}
