import type { Directory } from '../record/directory.ts';
import { OperationError } from '../record/operation-error.ts';
import { suggestion } from '../settings/describe-issues.ts';

/** The id of what somebody called by its code. */
export function entryNamed(
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
