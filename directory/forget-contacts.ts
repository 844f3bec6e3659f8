import type { Directory, DirectoryEntry, ForgettingChange } from '../record/directory.ts';
import { Draft } from './draft.ts';

/**
 * A contact goes with the last call that has its number: when none refers to it any more and one did, or when it has ended.
 * One that had no call yet stays, for the first that comes.
 */
export function contactsToForget({ entries }: Directory, referred: ReadonlySet<number>, today: number) {
  const contacts = entries.filter(({ list }) => list === 'contacts');
  const unreferred = contacts.filter(({ id }) => !referred.has(id));
  const isOver = ({ values, to_day }: DirectoryEntry): boolean =>
    values.had_call === 1 || (to_day !== null && to_day < today);
  return { contacts: contacts.length, gone: unreferred.filter(isOver) };
}

/** The directory without them, and with a note at those that have calls now. */
export function forgetContacts(
  before: Directory,
  referred: ReadonlySet<number>,
  { today, ...by }: Pick<ForgettingChange, 'at' | 'by'> & { today: number },
): ForgettingChange {
  const { gone } = contactsToForget(before, referred, today);
  const draft = new Draft(before);
  for (const { list, id, values, to_day } of before.entries)
    if (list === 'contacts' && referred.has(id) && values.had_call !== 1)
      draft.set(list, { ...values, had_call: 1 }, { to_day, none: {} });
  const removed = gone.map(({ list, id }) => ({ list, id }));
  return { ...draft.change({ ...by, list: 'contacts', counts: { gone: gone.length } }), removed };
}
