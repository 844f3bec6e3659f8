import type { Directory, DirectoryEntry, ForgettingChange } from '../record/directory.ts';
import { Assignments } from './belongings.ts';
import { Draft } from './draft.ts';

/** People whose last day was before an edge. */
export function peopleBefore({ entries }: Directory, edge: number): DirectoryEntry[] {
  return entries.filter(({ list, to_day }) => list === 'people' && to_day !== null && to_day < edge);
}

/**
 * The directory without people who have left. What was theirs stays with its cost centre, also where it was so through the
 * person only: of no day does it change which cost centre an extension or account code belongs to.
 */
export function forgetPeople(
  before: Directory,
  edge: number,
  by: Pick<ForgettingChange, 'at' | 'by'>,
): ForgettingChange {
  const people = peopleBefore(before, edge);
  const gone = new Set(people.map(({ id }) => id));
  const draft = new Draft(before);
  const look = new Assignments(before.assignments);
  for (const { list, id } of before.entries) {
    if (list !== 'extensions' && list !== 'account_codes') continue;
    const [toPerson, toUnit] =
      list === 'extensions'
        ? (['extension_person', 'extension_unit'] as const)
        : (['account_code_person', 'account_code_unit'] as const);
    if (!look.of(toPerson, id).some(({ target }) => gone.has(target))) continue;
    for (const { from_day, to_day, target } of look.belongings(list, id)) {
      if (target.person === null || !gone.has(target.person)) continue;
      draft.assign(toUnit, id, { from_day, to_day, target: target.unit });
      draft.assign(toPerson, id, { from_day, to_day, target: null });
    }
  }
  const counts = { gone: people.length };
  const removed = people.map(({ list, id }) => ({ list, id }));
  return { ...draft.change({ ...by, list: 'people', counts }), removed };
}
