import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BlockEnd } from '../../processor/cut.ts';
import { describeReading } from '../../processor/describe-reading.ts';
import { DRIVERS } from '../../processor/drivers.ts';
import { readLines } from '../../processor/explain-line.ts';
import { processingContext } from '../../processor/processing-context.ts';
import { siteSchema } from '../../processor/site.ts';
import { OperationError } from '../../record/operation-error.ts';
import { UNDEFINED_REASONS, type UndefinedReason } from '../../record/outcome.ts';
import { grouped, visible } from '../../reports/text-table.ts';
import type { Command, CommandCall } from '../command.ts';
import { FILE_LINE_BYTES, readConfiguration } from '../judging.ts';
import { isSet, optional, usageError } from '../usage.ts';

const BLOCK_BYTES = 1024 * 1024;

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
  async run(call) {
    const [name, path] = call.positionals;
    if (name === undefined || path === undefined)
      throw usageError('A driver and a file are needed.', this.example);
    const context = contextFor(call, name);
    const tally = { call: 0, ignored: 0, undefined: 0 };
    const shown: string[] = [];
    const file = await opened(resolve(call.cwd, path));
    try {
      const range = { from: 0, state: startOf(context), received_at: call.now(), next: blocksOf(file) };
      await readLines(context, range, ({ place, unit, reading }) => {
        if (reading === null) return false;
        tally[reading.kind] += 1;
        const described = { line: place + 1, offset: unit.offset, ...describeReading(reading) };
        shown.push(isSet(call, 'json') ? JSON.stringify(described) : textOf(place + 1, unit.raw, reading));
        return false;
      });
    } finally {
      await file.close();
    }
    for (let at = 0; at < shown.length; at += 500)
      await call.out(`${shown.slice(at, at + 500).join('\n')}\n`);
    if (!isSet(call, 'json')) {
      const lines = tally.call + tally.ignored + tally.undefined;
      await call.out(
        `\n${grouped(lines)} lines: ${grouped(tally.call)} calls, ${grouped(tally.ignored)} ignored, ${grouped(tally.undefined)} undefined.\n`,
      );
    }
    return 0;
  },
};

function contextFor(call: CommandCall, name: string) {
  const config = optional(call, 'config');
  const configuration =
    config === null ? null : readConfiguration(readFileSync(resolve(call.cwd, config), 'utf8'), config);
  const format =
    configuration !== null && Object.hasOwn(configuration.formats, name)
      ? configuration.formats[name]
      : undefined;
  const driver = format?.driver ?? name;
  if (!Object.hasOwn(DRIVERS, driver)) {
    throw usageError(
      `There is no driver ${name}.`,
      `Drivers: ${Object.keys(DRIVERS).join(', ')}; formats come with --config.`,
    );
  }
  const given = optional(call, 'options');
  const parsed = DRIVERS[driver]?.options.safeParse(
    format?.options ?? (given === null ? {} : readJson(given)),
  );
  if (parsed?.success !== true) {
    const [issue] = parsed?.error.issues ?? [];
    throw usageError(
      `The options of ${driver} are not right: ${issue?.path.join('.')} ${issue?.message}.`,
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

type Opened = Awaited<ReturnType<typeof open>>;

async function opened(path: string): Promise<Opened> {
  try {
    const file = await open(path, 'r');
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw new Error('no file');
  } catch (cause) {
    throw new OperationError('FILE_UNREADABLE', `The file ${path} cannot be read.`, {
      hint: 'Check its name and rights.',
      cause,
    });
  }
}

function blocksOf(file: Opened): (offset: number) => Promise<{ block: string; end: BlockEnd } | null> {
  const buffer = Buffer.alloc(BLOCK_BYTES);
  return async (offset) => {
    const { bytesRead } = await file.read(buffer, 0, BLOCK_BYTES, offset);
    if (bytesRead === 0) return null;
    return { block: buffer.toString('latin1', 0, bytesRead), end: bytesRead < BLOCK_BYTES ? 'file' : 'more' };
  };
}

function textOf(line: number, raw: string, reading: Parameters<typeof describeReading>[0]): string {
  const described = describeReading(reading);
  const head = `${String(line).padStart(6)}  `;
  const text = visible(Buffer.from(raw.slice(0, 200), 'latin1').toString('utf8'));
  if ('ignored' in described) return `${head}ignored    ${described.ignored}\n        ${text}`;
  if ('undefined' in described) {
    const meaning = UNDEFINED_REASONS[described.undefined as UndefinedReason];
    return `${head}undefined  ${described.undefined}: ${described.detail}\n        ${meaning}\n        ${text}`;
  }
  const fields = Object.entries(described.call).map(
    ([name, value]) =>
      `${name}=${typeof value === 'object' ? JSON.stringify(value) : visible(String(value))}`,
  );
  return `${head}call       ${fields.join('  ')}`;
}
