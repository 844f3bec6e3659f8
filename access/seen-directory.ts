import { isDeepStrictEqual } from 'node:util';
import { WHOLE_VIEW } from '../record/call-view.ts';
import { ASSIGNMENTS, type Directory, type DirectoryList } from '../record/directory.ts';
import type { Sight } from './sight.ts';

/**
 * What of the directory is for whoever sees calls in part: the tree of cost centres for everybody; people where names and extensions
 * are shown, without their addresses; account codes where those are. Extensions, devices and contacts are for who sees all.
 */
export function seenDirectory(directory: Directory, { view }: Sight): Directory {
  if (isDeepStrictEqual(view, WHOLE_VIEW)) return directory;
  const { hidden, mask_extension } = view;
  const lists = new Set<DirectoryList>(['units']);
  if (!mask_extension && !hidden.has('calling_name')) lists.add('people');
  if (!hidden.has('account_code')) lists.add('account_codes');
  const restricted = restrictedPeople(directory, view);
  return {
    ...directory,
    entries: directory.entries
      .filter(({ list, id }) => lists.has(list) && !restricted.has(id))
      .map((entry) =>
        entry.list === 'people' ? { ...entry, values: { ...entry.values, email: null, login: null } } : entry,
      ),
    assignments: directory.assignments.filter(
      ({ kind }) => lists.has(ASSIGNMENTS[kind].of) && lists.has(ASSIGNMENTS[kind].to),
    ),
  };
}

/** Who ever had an extension whose calls are restricted, or has a name that is. */
function restrictedPeople({ entries, assignments }: Directory, { restricted }: Sight['view']): Set<number> {
  const numbers = new Set<unknown>(restricted.flatMap(({ extensions }) => extensions));
  const names = new Set<unknown>(restricted.flatMap((subject) => subject.names));
  const hidden = new Set(
    entries
      .filter(({ list, values }) => list === 'extensions' && numbers.has(values.number))
      .map(({ id }) => id),
  );
  return new Set([
    ...entries.filter(({ list, values }) => list === 'people' && names.has(values.name)).map(({ id }) => id),
    ...assignments
      .filter(({ kind, subject }) => kind === 'extension_person' && hidden.has(subject))
      .map(({ target }) => target),
  ]);
}
