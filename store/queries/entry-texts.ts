import { TELLING_DIGITS } from '../../record/subject.ts';
import type { Connection } from '../open-database.ts';

/** What of an entry of a call memory is text. */
export const ENTRY_TEXTS = ['calling_name', 'called_name', 'number_text'] as const;

/**
 * Texts of entries with as many digits as a number: an entry can stay when its call is masked or gone. Those of one call memory at
 * once, which has a hundred or so, and then those that legal holds keep.
 */
export function* entryTexts(connection: Connection): Generator<string[]> {
  const profiles = connection.prepare<[], number>('select id from memory_profile order by id').pluck();
  const ofProfile = connection
    .prepare<{ profile: number }, string>(textsIn('memory_entry', 'profile = @profile'))
    .pluck();
  for (const profile of profiles.all()) yield ofProfile.all({ profile });
  yield connection.prepare<[], string>(textsIn('kept_entry', '1')).pluck().all();
}

const DIGITS = `*${'[0-9]*'.repeat(TELLING_DIGITS)}`;

function textsIn(table: string, where: string): string {
  return ENTRY_TEXTS.map(
    (name) => `select ${name} from ${table} where ${where} and ${name} glob '${DIGITS}'`,
  ).join(' union ');
}
