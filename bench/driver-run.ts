import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { DRIVERS } from '../processor/drivers.ts';
import { createProcessor, type Processor } from '../processor/process.ts';
import { processingContext } from '../processor/processing-context.ts';
import { siteSchema } from '../processor/site.ts';
import { CALL_CODE, LINE_CODES } from '../record/outcome.ts';
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
/** Blocks as the reading thread takes them; batches small enough that a short traffic fills them. */
const BLOCK_BYTES = 96 * 1024;
const LINES_A_BATCH = 2_000;

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
  const traffic = await trafficOf(name, megabytes);
  const delimiter = DELIMITERS[name];
  let lines = 0;
  const ours: number[] = [];
  const ratios: number[] = [];
  // The first round warms the engine and does not count.
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    lines = 0;
    for (const { bytes, processor } of traffic) lines += (await judgeAll(bytes, processor)).lines;
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

/**
 * Good fixtures that stay good when they are repeated, each by the same share of the bytes. Where a clock that goes back
 * means the next day, a repeated file runs into the future; such a one is left out.
 */
async function trafficOf(name: string, megabytes: number): Promise<Traffic[]> {
  const folder = join(ROOT, 'fixtures', name);
  const kept: { whole: Buffer; options: unknown }[] = [];
  for (const file of readdirSync(folder)) {
    if (!file.startsWith('good-') || file.endsWith('.json')) continue;
    const bytes = readFileSync(join(folder, file));
    const whole = bytes.at(-1) === 10 ? bytes : Buffer.concat([bytes, Buffer.from('\n')]);
    const given = join(folder, file.replace(/\.[^.]+$/, '.options.json'));
    const options: unknown = existsSync(given) ? JSON.parse(readFileSync(given, 'utf8')) : {};
    const tried = await judgeAll(repeated(whole, 20), processorOf(name, options));
    if (tried.calls > 0 && tried.unread * 10 <= tried.lines) kept.push({ whole, options });
  }
  if (kept.length === 0) throw new Error(`${name} has no fixture that can be repeated`);
  return kept.map(({ whole, options }) => ({
    bytes: repeated(whole, Math.ceil((megabytes * 1e6) / kept.length / whole.length)),
    processor: processorOf(name, options),
  }));
}

function repeated(bytes: Buffer, times: number): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => bytes));
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

interface Judged {
  readonly lines: number;
  readonly calls: number;
  readonly unread: number;
}

async function judgeAll(bytes: Buffer, processor: Processor): Promise<Judged> {
  let state = processor.start;
  const counts = { lines: 0, calls: 0, unread: 0 };
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
    counts.lines += batch.codes.length;
    for (const code of batch.codes) {
      if (code === CALL_CODE) counts.calls += 1;
      else if (LINE_CODES[code]?.startsWith('undefined')) counts.unread += 1;
    }
    state = batch.state_after;
    if (batch.end_offset === from) break;
    from = batch.end_offset;
  }
  return counts;
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
