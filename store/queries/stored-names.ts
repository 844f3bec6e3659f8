import { foldedName } from '../../record/same-name.ts';
import type { Connection } from '../open-database.ts';

/** Every name of a party, a person or a contact, each spelling once. */
export const STORED_NAMES = `select calling_name from call where calling_name is not null
  union select called_name from call where called_name is not null
  union select calling_name from memory_entry where calling_name is not null
  union select called_name from memory_entry where called_name is not null
  union select calling_name from kept_entry where calling_name is not null
  union select called_name from kept_entry where called_name is not null
  union select name from contact where name is not null union select name from person where name is not null`;

/** All spellings in which one name is stored. */
export function storedSpellings(connection: Connection, name: string): string[] {
  const wanted = foldedName(name);
  const stored = connection.prepare<[], string>(STORED_NAMES).pluck();
  const found: string[] = [];
  for (const one of stored.iterate()) if (foldedName(one) === wanted) found.push(one);
  return found;
}
