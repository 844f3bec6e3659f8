import { type FoundEntry, findEntries } from '../../directory/find-entries.ts';
import { OperationError } from '../../record/operation-error.ts';
import { visible } from '../../reports/text-table.ts';
import type { Command } from '../command.ts';
import { openDirectory } from '../directory-desk.ts';
import { isSet, usageError } from '../usage.ts';
import { AS_OPTION } from '../viewer.ts';

export const directoryShow: Command = {
  name: 'directory show',
  summary:
    'All that the directory has of an extension, person, cost centre, device or number, with its days.',
  positionals: 'NAME',
  options: { ...AS_OPTION, json: { value: null, summary: 'as a JSON array' } },
  example: './ledgerline directory show 204',
  writes: false,
  audit: { reads: 'directory' },
  async run(call) {
    const [name = ''] = call.positionals;
    if (name === '') throw usageError('NAME is missing.', 'Give an extension, a code, a login or a name.');
    const { directory } = await openDirectory(call);
    const found = findEntries(directory, name);
    if (found.length === 0)
      throw new OperationError('NOT_FOUND', `The directory has nothing under ${name}.`, {
        hint: 'What it has: ./ledgerline directory list people (or extensions, cost-centres, account-codes, contacts).',
      });
    await call.out(isSet(call, 'json') ? `${JSON.stringify(found, null, 1)}\n` : found.map(text).join('\n'));
    return 0;
  },
};

const KINDS: Readonly<Record<FoundEntry['list'], string>> = {
  people: 'Person',
  units: 'Cost centre',
  extensions: 'Extension',
  devices: 'Device',
  account_codes: 'Account code',
  contacts: 'Contact',
};

function text({ list, name, values, until, assigned }: FoundEntry): string {
  const given = Object.entries(values).flatMap(([key, value]) =>
    value === null ? [] : [`  ${key.padEnd(14)}${value}`],
  );
  const days = assigned.map(
    ({ what, name: of, from, to }) => `  ${what}: ${of}, from ${from}${to === null ? '' : ` to ${to}`}`,
  );
  const end = until === null ? [] : [`  there until ${until}`];
  return `${[`${KINDS[list]} ${name}`, ...given, ...end, ...days].map(visible).join('\n')}\n`;
}
