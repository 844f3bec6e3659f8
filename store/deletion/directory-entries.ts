import { DIRECTORY_LISTS, type DirectoryEntry } from '../../record/directory.ts';
import type { Connection } from '../open-database.ts';

/** Takes an entry of the directory away, with every assignment from and to it. Entries are few; no loop is spared. */
export function removedEntries(connection: Connection): (entry: Pick<DirectoryEntry, 'list' | 'id'>) => void {
  const statements = {
    people: connection.prepare<[number], unknown>('delete from person where id = ?'),
    contacts: connection.prepare<[number], unknown>('delete from contact where id = ?'),
  };
  const assigned = connection.prepare<[number, number], unknown>(
    'delete from assignment where subject = ? or target = ?',
  );
  return ({ list, id }) => {
    if (list !== 'people' && list !== 'contacts')
      throw new Error(`nothing takes entries of ${DIRECTORY_LISTS[list].table} away`);
    assigned.run(id, id);
    statements[list].run(id);
  };
}
