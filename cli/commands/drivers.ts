import { DRIVERS } from '../../processor/drivers.ts';
import { textColumns, textTable } from '../../reports/text-table.ts';
import { optionsJsonSchema } from '../../settings/json-schema.ts';
import type { Command } from '../command.ts';
import { isSet, usageError } from '../usage.ts';

export const drivers: Command = {
  name: 'drivers',
  summary: 'Lists the drivers, or explains one: its options, its traps, and how sure its layout is.',
  positionals: '[NAME]',
  options: { json: { value: null, summary: 'as JSON' } },
  example: './ledgerline drivers mitel-3300',
  writes: false,
  async run(call) {
    const [name] = call.positionals;
    if (name !== undefined && !Object.hasOwn(DRIVERS, name)) {
      throw usageError(`There is no driver ${name}.`, `Drivers: ${Object.keys(DRIVERS).join(', ')}.`);
    }
    const listed = Object.values(DRIVERS).filter((driver) => name === undefined || driver.name === name);
    if (isSet(call, 'json')) {
      const described = listed.map(
        ({ name: known, vendor, summary, confirmation, traps, options, example, extra }) => ({
          ...{ name: known, vendor, summary, confirmation, traps, extra, example },
          options: optionsJsonSchema(options),
        }),
      );
      await call.out(`${JSON.stringify(name === undefined ? described : described[0], null, 1)}\n`);
      return 0;
    }
    const [one] = listed;
    if (name === undefined || one === undefined) {
      const rows = listed.map((driver) => [driver.name, driver.vendor, driver.confirmation, driver.summary]);
      await call.out(textTable(textColumns(['driver', 'vendor', 'layout', 'reads']), rows));
      await call.out('\nMore about one: ./ledgerline drivers NAME\n');
      return 0;
    }
    await call.out(`${one.name} (${one.vendor}), layout ${one.confirmation}\n${one.summary}\n\nTraps:\n`);
    for (const trap of one.traps) await call.out(`- ${trap}\n`);
    await call.out(`\nOptions:\n`);
    const properties = Object.entries(optionsJsonSchema(one.options).properties ?? {});
    if (properties.length === 0) await call.out('  none\n');
    for (const [option, schema] of properties) {
      const said = typeof schema === 'object' ? schema : {};
      const preset = said.default === undefined ? '' : ` (default ${JSON.stringify(said.default)})`;
      await call.out(`  ${option}: ${said.description ?? ''}${preset}\n`);
    }
    await call.out(`\nExample of its options:\n${JSON.stringify(one.example, null, 2)}\n`);
    await call.out(
      `\nTry it: ./ledgerline drivers test ${one.name} FILE      More: docs/drivers/${one.name}.md\n`,
    );
    return 0;
  },
};
