import { NO_UNIT } from '../record/day-total.ts';
import type { Directory } from '../record/directory.ts';
import { OperationError } from '../record/operation-error.ts';
import { UNASSIGNED } from '../reports/cost-centre-tree.ts';
import { suggestion } from '../settings/describe-issues.ts';

/** The id of a cost centre or department by its code, or by the word that reports have for what belongs to none. */
export function unitNamed(directory: () => Directory, name: string): number {
  return name === UNASSIGNED ? NO_UNIT : entryNamed(directory(), { list: 'units', column: 'code', name });
}

export function personNamed(directory: () => Directory, name: string): number {
  return entryNamed(directory(), { list: 'people', column: 'external_id', name });
}

function entryNamed(
  directory: Directory,
  { list, column, name }: { list: 'units' | 'people'; column: 'code' | 'external_id'; name: string },
): number {
  const known = directory.entries.filter((entry) => entry.list === list);
  const found = known.find(({ values }) => values[column] === name);
  if (found !== undefined) return found.id;
  const what = list === 'units' ? 'cost centre or department' : 'person';
  const names = known.map(({ values }) => String(values[column]));
  throw new OperationError('USAGE', `The directory has no ${what} ${name}${suggestion(name, names)}`, {
    hint: 'Known ones: ./ledgerline directory list.',
  });
}
