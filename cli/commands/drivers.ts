import type { Driver } from '../../processor/driver.ts';
import { DRIVERS } from '../../processor/drivers.ts';
import { textColumns, textTable } from '../../reports/text-table.ts';
import { optionsJsonSchema } from '../../settings/json-schema.ts';
import type { Command } from '../command.ts';
import { isSet, unknownDriver } from '../usage.ts';

export const drivers: Command = {
  name: 'drivers',
  summary: 'Lists the drivers, or explains one: its options, its traps, and how sure its layout is.',
  positionals: '[NAME]',
  options: { json: { value: null, summary: 'as JSON' } },
  example: './ledgerline drivers mitel-3300',
  writes: false,
  storeless: true,
  audit: 'none',
  async run(call) {
    const [name] = call.positionals;
    if (name !== undefined && !Object.hasOwn(DRIVERS, name)) {
      throw unknownDriver(name, Object.keys(DRIVERS));
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
    await call.out(explanationOf(one));
    return 0;
  },
};

function explanationOf({ name, vendor, confirmation, summary, traps, options, example }: Driver): string {
  const properties = Object.entries(optionsJsonSchema(options).properties ?? {});
  const described = properties.map(([option, schema]) => {
    const said = typeof schema === 'object' ? schema : {};
    const preset = said.default === undefined ? '' : ` (default ${JSON.stringify(said.default)})`;
    return `  ${option}: ${said.description ?? ''}${preset}`;
  });
  // One that reads nothing without a definition is tried by the name of a format.
  const tried = options.safeParse({}).success ? `${name} FILE` : 'FORMAT FILE --config ledgerline.yaml';
  const lines = [
    `${name} (${vendor}), layout ${confirmation}`,
    summary,
    '\nTraps:',
    ...traps.map((trap) => `- ${trap}`),
    '\nOptions:',
    ...(described.length === 0 ? ['  none'] : described),
    ...(described.length === 0 ? [] : [`\nExample of its options:\n${JSON.stringify(example, null, 2)}`]),
    `\nTry it: ./ledgerline drivers test ${tried}`,
    `More:   docs/drivers/${name}.md`,
  ];
  return `${lines.join('\n')}\n`;
}
