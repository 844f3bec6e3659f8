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
  const { hidden, mask_extension, restricted } = view;
  const lists = new Set<DirectoryList>(['units']);
  // Whose calls are restricted is not known by the name here, so nobody is named.
  if (!mask_extension && !hidden.has('calling_name') && restricted.length === 0) lists.add('people');
  if (!hidden.has('account_code')) lists.add('account_codes');
  return {
    ...directory,
    entries: directory.entries
      .filter(({ list }) => lists.has(list))
      .map((entry) =>
        entry.list === 'people' ? { ...entry, values: { ...entry.values, email: null, login: null } } : entry,
      ),
    assignments: directory.assignments.filter(
      ({ kind }) => lists.has(ASSIGNMENTS[kind].of) && lists.has(ASSIGNMENTS[kind].to),
    ),
  };
}
