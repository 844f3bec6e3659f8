import { isDeepStrictEqual } from 'node:util';
import { WHOLE_VIEW } from '../record/call-view.ts';
import { ASSIGNMENTS, type Directory, type DirectoryList } from '../record/directory.ts';
import type { Sight } from './sight.ts';

/**
 * What of the directory is for whoever sees calls in part: the tree of cost centres for everybody, of who is limited to some these and what was
 * ever below them, with whoever and whatever was ever theirs; people where names and extensions are shown, without their addresses;
 * account codes where those are. Extensions, devices and contacts are for who sees all.
 */
export function seenDirectory(whole: Directory, { view }: Sight): Directory {
  if (isDeepStrictEqual(view, WHOLE_VIEW)) return whole;
  const directory = ownDirectory(whole, view);
  const { hidden, mask_extension } = view;
  const lists = new Set<DirectoryList>(['units']);
  if (!mask_extension && !hidden.has('calling_name')) lists.add('people');
  if (!hidden.has('account_code')) lists.add('account_codes');
  const restricted = restrictedPeople(whole, view);
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

/** What of the directory a view of some cost centres can know of at all. */
export function ownDirectory(directory: Directory, view: Sight['view']): Directory {
  const own = ownEntries(directory, view);
  if (own === null) return directory;
  return {
    ...directory,
    entries: directory.entries.filter(({ id }) => own.has(id)),
    assignments: directory.assignments.filter(({ subject, target }) => own.has(subject) && own.has(target)),
  };
}

/** Cost centres of a view, and what was ever assigned to them, step by step; null where it has all of them. */
function ownEntries({ assignments }: Directory, { cost_centres }: Sight['view']): Set<number> | null {
  if (cost_centres === null) return null;
  const below = Map.groupBy(
    assignments.filter(({ kind }) => kind !== 'device_extension'),
    ({ target }) => target,
  );
  // A person of another cost centre can have an extension of this one, and is named with its calls.
  const users = assignments.filter(({ kind }) => kind === 'extension_person');
  return cost_centres.each_of
    .map((units) => {
      const found = new Set(units);
      for (const id of found) for (const { subject } of below.get(id) ?? []) found.add(subject);
      for (const { subject, target } of users) if (found.has(subject)) found.add(target);
      return found;
    })
    .reduce((one, other) => one.intersection(other));
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
