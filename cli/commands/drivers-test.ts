import { DRIVERS } from '../../processor/drivers.ts';
import { wholeText } from '../../processor/lines/decode.ts';
import { describeReading } from '../../processor/lines/describe-reading.ts';
import { readLines } from '../../processor/lines/explain-line.ts';
import { processingContext } from '../../processor/processing-context.ts';
import { siteSchema } from '../../processor/site.ts';
import { UNDEFINED_REASONS, type UndefinedReason } from '../../record/outcome.ts';
import { counted, grouped, visible } from '../../reports/text-table.ts';
import { describeIssues, parseParameters } from '../../settings/describe-issues.ts';
import type { Command, CommandCall } from '../command.ts';
import { readText } from '../configuration-files.ts';
import { blocksOf, fileContent } from '../file-blocks.ts';
import { placeOf, placeText } from '../line-explanation.ts';
import { FILE_LINE_BYTES, readConfiguration } from '../service/judging.ts';
import { isSet, optional, unknownDriver, usageError } from '../usage.ts';

export const driversTest: Command = {
  name: 'drivers test',
  summary: 'Shows line by line what a driver makes of a file, with the reasons. Nothing is stored.',
  positionals: 'NAME FILE',
  options: {
    config: { value: 'FILE', summary: 'a configuration whose formats may be named too' },
    options: { value: 'JSON', summary: 'options of the driver, for example {"utc":true}' },
    json: { value: null, summary: 'a JSON object per line' },
  },
  example: './ledgerline drivers test hipath-3000 tickets.txt',
  writes: false,
  audit: 'none',
  async run(call) {
    const [name = '', path = ''] = call.positionals;
    const context = contextFor(call, name);
    const tally = { call: 0, ignored: 0, undefined: 0 };
    let shown: string[] = [];
    const show = async (): Promise<void> => {
      if (shown.length > 0) await call.out(`${shown.join('\n')}\n`);
      shown = [];
    };
    const blocks = blocksOf(fileContent(call, path));
    const next = (offset: number) => show().then(() => blocks(offset));
    const range = { from: 0, state: startOf(context), received_at: call.now(), next };
    await readLines(context, range, ({ place, unit, reading }) => {
      if (reading === null) return false;
      tally[reading.kind] += 1;
      const described = { line: place + 1, offset: unit.offset, ...describeReading(reading) };
      shown.push(isSet(call, 'json') ? JSON.stringify(described) : textOf(place + 1, unit.raw, reading));
      return false;
    });
    await show();
    if (!isSet(call, 'json')) {
      const lines = tally.call + tally.ignored + tally.undefined;
      await call.out(
        `\n${counted(lines, 'line')}: ${counted(tally.call, 'call')}, ${grouped(tally.ignored)} ignored, ${grouped(tally.undefined)} undefined.\n`,
      );
    }
    return 0;
  },
};

function contextFor(call: CommandCall, name: string) {
  const config = optional(call, 'config');
  const configuration = config === null ? null : readConfiguration(readText(call, config), config);
  const format =
    configuration !== null && Object.hasOwn(configuration.formats, name)
      ? configuration.formats[name]
      : undefined;
  const driver = format?.driver ?? name;
  if (!Object.hasOwn(DRIVERS, driver)) {
    const formats = Object.keys(configuration?.formats ?? {});
    throw unknownDriver(name, [...Object.keys(DRIVERS), ...formats], '; formats come with --config.');
  }
  const given = optional(call, 'options');
  if (format !== undefined && given !== null) {
    throw usageError(
      'A format has its options in the configuration.',
      'Leave --options out, or change it there.',
    );
  }
  const parsed = DRIVERS[driver]?.options.safeParse(
    format?.options ?? (given === null ? {} : readJson(given)),
    parseParameters,
  );
  if (parsed?.success !== true) {
    const [wrong] = describeIssues(parsed?.error.issues ?? [], ON_COMMAND_LINE);
    const { message = '', allowed = [] } = wrong ?? {};
    const possible = allowed.length > 0 ? ` Allowed: ${allowed.join(', ')}.` : '';
    throw usageError(
      `The options of ${driver} are not right: ${message}${possible}`,
      `./ledgerline drivers ${driver} explains them.`,
    );
  }
  return processingContext(
    {
      source: 'test',
      driver,
      driver_options: parsed.data,
      encoding: 'auto',
      cut: { framing: 'line', limit: FILE_LINE_BYTES },
      site: siteSchema.parse({}),
      thresholds: [],
      stream: false,
    },
    new Uint8Array(32),
  );
}

/** Options of a command line stand in no document. */
const ON_COMMAND_LINE = { at: ['--options'], also: [], written: () => undefined };

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usageError('--options is not JSON.', 'For example --options \'{"utc":true}\'.');
  }
}

function startOf({ reader }: ReturnType<typeof contextFor>) {
  return { cut: { after_cr: false, skipping: false }, driver: reader.initial, last_end: null };
}

function textOf(line: number, raw: string, reading: Parameters<typeof describeReading>[0]): string {
  const described = describeReading(reading);
  const head = `${String(line).padStart(6)}  `;
  const text = visible(wholeText(raw.slice(0, 200), 'auto'));
  if ('ignored' in described) return `${head}ignored    ${described.ignored}\n        ${text}`;
  if ('undefined' in described) {
    const meaning = UNDEFINED_REASONS[described.undefined as UndefinedReason];
    const [, ...marked] =
      reading.kind === 'undefined' ? placeText(placeOf(reading, raw, 'auto'), wholeText(raw, 'auto')) : [];
    const shown = (marked.length === 0 ? [text] : marked).map((one) => `        ${one}`).join('\n');
    return `${head}undefined  ${described.undefined}: ${described.detail}\n        ${meaning}\n${shown}`;
  }
  const fields = Object.entries(described.call).map(
    ([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  return `${head}call       ${visible(fields.join('  '))}`;
}
