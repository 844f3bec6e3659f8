import { AUDIT_FILE, AuditLog } from '../store/audit/audit-log.ts';
import { DATABASE_FILE } from '../store/database-file.ts';
import { ownerOfFile, ownersOfPlaces } from '../store/queries/page-owners.ts';
import { openReadingConnection } from '../store/reading-connection.ts';
import type { SearchedFile } from './searched-files.ts';

/** What kind of place traces stand at within a file, and how many at each. */
export interface TracedPlace {
  /** For people: `table call`, `attachment 3, a transcript`, `report 4 as it was delivered, pdf`. */
  readonly what: string;
  /** The table, of a place in a database. */
  readonly table: string | null;
  readonly places: number;
}

/** Looks up what the traces in a file belong to. */
export async function tracedPlaces(
  folder: string,
  { path, kind, places, unpacked_places }: SearchedFile,
): Promise<TracedPlace[]> {
  const count = places.length + unpacked_places.length;
  if (count === 0) return [];
  if (path === AUDIT_FILE) {
    const log = new AuditLog(folder, 'read');
    try {
      return inTables(ownersOfPlaces(log.connection, places));
    } finally {
      log.close();
    }
  }
  const store = openReadingConnection(folder);
  try {
    if (path === DATABASE_FILE) return inTables(ownersOfPlaces(store.connection, places));
    const what = ownerOfFile(store.connection, path) ?? WORDS[kind];
    return [{ what, table: null, places: count }];
  } finally {
    await store.close();
  }
}

const WORDS: Readonly<Record<SearchedFile['kind'], string>> = {
  database: 'another database',
  'log of a database': 'log of a database',
  'raw copies': 'a raw copy that was put aside',
  attachments: 'an attachment that is being taken or destroyed',
  'other files': 'another file',
};

function inTables(owners: readonly (string | null)[]): TracedPlace[] {
  return [...Map.groupBy(owners, (owner) => owner)].map(([table, of]) => ({
    what: table === null ? 'a page that is not in use' : `table ${table}`,
    table,
    places: of.length,
  }));
}
