import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { DRIVERS } from '../processor/drivers.ts';
import { createProcessor, type Processor } from '../processor/process.ts';
import { processingContext } from '../processor/processing-context.ts';
import { siteSchema } from '../processor/site.ts';
import { LINE_CODES } from '../record/outcome.ts';
import { median, ROOT } from './benchmarks-page.ts';

/** What one driver did in one process. */
export interface DriverRun {
  readonly name: string;
  readonly lines: number;
  readonly bytes: number;
  readonly lines_per_second: number;
  readonly rival: string;
  /** How many times as long as the rival it took: in the middle of the rounds, at least, at most. */
  readonly ratio: number;
  readonly least_ratio: number;
  readonly most_ratio: number;
}

/** After every call of the fixtures. */
const RECEIVED_AT = Date.UTC(2027, 1, 1);
/** As the reading thread takes them. */
const BLOCK_BYTES = 96 * 1024;
const LINES_A_BATCH = 20_000;

/** What parts the columns of the formats that csv-parse can read too; all others are beside a split into lines. */
const DELIMITERS: Readonly<Record<string, string>> = {
  '3cx': ',',
  'asterisk-csv': ',',
  'asterisk-custom': ',',
  'avaya-ip-office': ',',
  broadworks: ',',
  'cisco-cucm': ',',
  delimited: ',',
  'freepbx-export': ',',
  'freeswitch-csv': ',',
  grandstream: ',',
  'openscape-voice': ',',
  'teams-pstn': ',',
};

interface Traffic {
  readonly bytes: Buffer;
  readonly processor: Processor;
}

/** Each good fixture of a driver, repeated, by the driver with the options of the fixture; then the rival; in turns. */
export async function measureDriver(name: string, rounds: number, megabytes: number): Promise<DriverRun> {
  const traffic = trafficOf(name, megabytes);
  const delimiter = DELIMITERS[name];
  let lines = 0;
  const ours: number[] = [];
  const ratios: number[] = [];
  // The first round warms the engine and does not count.
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    lines = 0;
    for (const { bytes, processor } of traffic) lines += await judgeAll(bytes, processor);
    const between = performance.now();
    for (const { bytes } of traffic) rivalReads(bytes, delimiter);
    const ended = performance.now();
    if (round === 0) continue;
    ours.push((between - started) / 1000);
    ratios.push((between - started) / (ended - between));
  }
  const size = traffic.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return {
    name,
    lines,
    bytes: size,
    lines_per_second: lines / median(ours),
    rival: delimiter === undefined ? 'split into lines' : 'csv-parse',
    ratio: median(ratios),
    least_ratio: Math.min(...ratios),
    most_ratio: Math.max(...ratios),
  };
}

/** Good fixtures in which there is a call, each by the same share of the bytes. */
function trafficOf(name: string, megabytes: number): Traffic[] {
  const folder = join(ROOT, 'fixtures', name);
  const good = readdirSync(folder).filter((file) => {
    const expected = join(folder, file.replace(/\.[^.]+$/, '.expected.json'));
    return (
      file.startsWith('good-') && !file.endsWith('.json') && readFileSync(expected, 'utf8').includes('"call"')
    );
  });
  return good.map((file) => {
    const options = join(folder, file.replace(/\.[^.]+$/, '.options.json'));
    const bytes = readFileSync(join(folder, file));
    const whole = bytes.at(-1) === 10 ? bytes : Buffer.concat([bytes, Buffer.from('\n')]);
    const times = Math.ceil((megabytes * 1e6) / good.length / whole.length);
    return {
      bytes: Buffer.concat(Array.from({ length: times }, () => whole)),
      processor: processorOf(name, existsSync(options) ? JSON.parse(readFileSync(options, 'utf8')) : {}),
    };
  });
}

function processorOf(name: string, options: unknown): Processor {
  const settings = {
    source: 'bench',
    driver: name,
    driver_options: DRIVERS[name]?.options.parse(options),
    encoding: 'auto',
    cut: { framing: 'line', limit: 64 * 1024 },
    site: siteSchema.parse({ country: 'DE', area_code: '30', time_zone: 'Europe/Berlin' }),
    thresholds: [],
    stream: false,
  } as const;
  return createProcessor(processingContext(settings, new Uint8Array(32)));
}

/** The number of lines; a measurement of lines that are not read would measure nothing. */
async function judgeAll(bytes: Buffer, processor: Processor): Promise<number> {
  let state = processor.start;
  let lines = 0;
  let undefinedLines = 0;
  for (let from = 0; from < bytes.length; ) {
    const batch = await processor.process({
      from,
      state,
      received_at: RECEIVED_AT,
      lines_max: LINES_A_BATCH,
      next: async (offset) => {
        const block = bytes.subarray(offset, offset + BLOCK_BYTES);
        if (block.length === 0) return null;
        return {
          block: block.toString('latin1'),
          end: offset + block.length === bytes.length ? 'file' : 'more',
        };
      },
    });
    for (const code of batch.codes) if (LINE_CODES[code]?.startsWith('undefined')) undefinedLines += 1;
    lines += batch.codes.length;
    state = batch.state_after;
    if (batch.end_offset === from) break;
    from = batch.end_offset;
  }
  if (undefinedLines * 10 > lines) throw new Error(`${undefinedLines} of ${lines} lines are undefined`);
  return lines;
}

function rivalReads(bytes: Buffer, delimiter: string | undefined): number {
  if (delimiter === undefined) return bytes.toString('latin1').split('\n').length;
  const rows: unknown[] = parse(bytes, {
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  return rows.length;
}
