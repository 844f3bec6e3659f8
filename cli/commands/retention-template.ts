import { RETENTION_TEMPLATES } from '../../privacy/retention-templates.ts';
import { suggestion } from '../../settings/describe-issues.ts';
import type { Command } from '../command.ts';
import { isSet, usageError } from '../usage.ts';

const NAMES = Object.keys(RETENTION_TEMPLATES);

export const retentionTemplate: Command = {
  name: 'retention template',
  summary:
    'Prints a retention section to begin with, with the source of its figures. It is yours to change and to answer for.',
  positionals: '[NAME]',
  options: { json: { value: null, summary: 'as JSON' } },
  example: './ledgerline retention template france',
  writes: false,
  audit: 'none',
  async run(call) {
    const [name] = call.positionals;
    const named = Object.entries(RETENTION_TEMPLATES).map(([key, template]) => ({ name: key, ...template }));
    const found = named.find((template) => template.name === name);
    if (name !== undefined && found === undefined)
      throw usageError(
        `There is no template ${name}${suggestion(name, NAMES)}`,
        `One of: ${NAMES.join(', ')}.`,
      );
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(found ?? named, null, 1)}\n`);
    else if (found === undefined)
      await call.out(named.map((one) => `${one.name.padEnd(10)}${one.summary}\n`).join(''));
    else await call.out(found.text);
    return 0;
  },
};
