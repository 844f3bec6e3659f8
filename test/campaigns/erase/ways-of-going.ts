import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { searchFolder } from '../../../cli/service/byte-search-process.ts';
import { NO_CONFIGURATION } from '../../../cli/service/judging.ts';
import { JOBS } from '../../../maintenance/jobs.ts';
import { DAY_MS } from '../../../record/calendar.ts';
import { asteriskLine } from '../../asterisk-lines.ts';
import { BackupDesk, recipient } from '../../cli/backup-desk.ts';
import { byteSearch } from '../../cli/byte-search.ts';
import type { Random } from '../crash/random.ts';

/** As people and systems write it; the first is what is asked for. */
const SPELLINGS = [
  '+4989231250001',
  '089231250001',
  '0049 89 231250001',
  '089/23125-0001',
  '+49 (89) 2312 50001',
];
const NATIONAL = '89231250001';
const TEXTS = ['4989231250001', '089231250001', '231250001'];
const STORED = [4989231250001, 2_120_089_231_250_001];
const ASKED = ['--yes', '--reason', 'a campaign'];

/** How a number goes. Each gives the folder in which it must not be any more. */
export const WAYS = {
  'a person is deleted': (desk) => erased(desk),
  'a person becomes nobody': (desk) => erased(desk, '--anonymise'),
  'a hold is released': async (desk) => {
    await desk.out('hold place', '--number', NUMBER, '--reason', 'a campaign');
    const kept = await desk.run('subject erase', NUMBER, ...ASKED);
    if (kept.exit === 0) throw new Error('a hold kept nothing');
    await desk.out('hold release', '1', ...ASKED);
    await desk.out('jobs run', 'subject-requests');
    return desk.folder;
  },
  'everything has reached its age': (desk) => aged(desk),
  'newer calls push it out of a call memory, and all else has reached its age': async (desk) => {
    await desk.apply({}, document(desk, { call_memory: '10 years' }));
    return await aged(desk);
  },
  'an archive with calls of an erased person comes back': async (desk) => {
    const month = yesterdayOf(desk).slice(0, 7);
    const archive = join(desk.place, 'archive');
    mkdirSync(archive);
    await desk.apply(
      {},
      {
        ...document(desk, { calls: { masked: null, anonymous: null, gone: '10 years' } }),
        archive: { after: '2 years', targets: [archive], recipients: [recipient] },
      },
    );
    await aged(desk);
    await erased(desk);
    await desk.out('archive restore', month, '--identity', 'key.txt');
    return desk.folder;
  },
  'a backup from before is restored': async (desk) => {
    const path = await desk.backUp();
    await erased(desk);
    await desk.out('backup restore', ...desk.restoring(path));
    return join(desk.place, 'restored');
  },
} satisfies Readonly<Record<string, (desk: BackupDesk) => Promise<string>>>;
const NUMBER = SPELLINGS[0] ?? '';

async function erased(desk: BackupDesk, ...how: readonly string[]): Promise<string> {
  await desk.out('subject erase', NUMBER, ...ASKED, ...how);
  return desk.folder;
}

async function aged(desk: BackupDesk): Promise<string> {
  desk.now += 4 * 366 * DAY_MS;
  await desk.out('jobs confirm-clock', ...ASKED);
  for (const { name, ladder } of Object.values(JOBS))
    if (ladder) await desk.out('jobs run', name, '--confirm', '--yes', '--reason', 'meant');
  return desk.folder;
}

/** What is wrong after a number went in one way; empty when nothing is. */
export async function problemsOf(way: keyof typeof WAYS, random: Random): Promise<string[]> {
  const desk = new BackupDesk();
  try {
    await begin(desk);
    for (let file = 0; file < 3; file++) await ingest(desk, file, random);
    if (way.includes('push it out') || random.chance(0.5)) await ingest(desk, 3, random, PUSHING);
    if (random.chance(0.5)) await desk.out('jobs run', 'seal-raw-copies');
    if (random.chance(0.5)) await desk.out('report schedule run', 'calls');
    // In a night it is noted which contacts have calls.
    await desk.out('jobs run', 'contacts');
    const before = await totals(desk, desk.folder);
    if (byteSearch(desk.folder, TEXTS).length === 0) return ['the number was never stored'];
    const folder = await WAYS[way](desk);
    const left = byteSearch(folder, TEXTS);
    const numbers = [{ national: NATIONAL, country_code: '49', outside_prefixes: [], stored: STORED }];
    const { attachments } = NO_CONFIGURATION;
    const { found } = await searchFolder(
      { folder, numbers, attachments, staying: [] },
      new AbortController().signal,
    );
    const after = await totals(desk, folder);
    const verified = await desk.run('verify', '--data', folder);
    return [
      ...left.map((text) => `left: ${text}`),
      ...Object.entries(found).map(([file, places]) => `left: ${places} places in ${file}`),
      ...(after === before ? [] : [`totals were ${before} and are ${after}`]),
      ...(verified.exit === 0 ? [] : [`verify: ${verified.out}${verified.err}`]),
    ];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    desk.remove();
  }
}

/** Who is called from 204 stands in a call memory, the number among the contacts, and both in a report that is kept. */
async function begin(desk: BackupDesk): Promise<void> {
  mkdirSync(join(desk.place, 'outbox'));
  await desk.apply({}, document(desk, {}));
  const contacts = `number,name,organisation\n${NUMBER},Karla ${NATIONAL},Example\n+498923125999,Otto Other,\n`;
  await desk.out('directory import', desk.write('contacts.csv', contacts), '--from', '2026-01-01');
}

function document({ place }: BackupDesk, retention: object): object {
  const schedule = {
    report: 'itemised',
    period: 'this-month',
    as: 'operator',
    folder: join(place, 'outbox'),
  };
  return {
    retention,
    sources: {
      pbx: { kind: 'watch', site: 'berlin', driver: 'asterisk-csv', folder: '/nowhere', enabled: false },
    },
    call_memory: { profiles: { anna: { site: 'berlin', extensions: ['204'], users: ['os:anna'] } } },
    report_schedules: { calls: { ...schedule, formats: ['csv', 'xlsx', 'pdf'] } },
  };
}

/** As many as a call memory has entries, none of them of the number; the others are of it now and then. */
const PUSHING = { least: 100, own: 0 };

/** Lines of the number in all spellings among those of others, also where no call is read: many, so that pages are full. */
async function ingest(
  desk: BackupDesk,
  file: number,
  random: Random,
  { least, own: share } = { least: 50, own: 0.2 },
): Promise<void> {
  const day = yesterdayOf(desk);
  const lines = Array.from({ length: random.between(least, 400) }, (_, place) => {
    const own = random.chance(share);
    const spelling = SPELLINGS[random.between(0, SPELLINGS.length - 1)] ?? '';
    if (own && random.chance(0.1)) return `rubbish about ${spelling}`;
    const name = own && random.chance(0.3) ? Buffer.from(`of ${spelling}`).toString('base64') : 'Anna';
    const dst = own ? spelling : `0892312${random.between(60_000, 99_999)}`;
    const uniqueid = `1793005200.${file}${String(place).padStart(4, '0')}`;
    return asteriskLine({
      dst,
      name,
      uniqueid,
      start: `${day} 09:${String(place % 60).padStart(2, '0')}:00`,
    });
  });
  const text = lines.map((line) => `${line}\n`).join('');
  // One file is of two bytes a sign: the driver reads no call of it, and its lines stay as they came.
  const bytes = file === 1 ? Buffer.from(`\ufeff${text}`, 'utf16le') : Buffer.from(text);
  const name = desk.write(`from ${NUMBER} ${file}.csv`, bytes);
  const { exit, err } = await desk.run('ingest', '--source', 'pbx', name);
  if (exit !== 0 && exit !== 3) throw new Error(err);
}

function yesterdayOf({ now }: BackupDesk): string {
  return new Date(now - DAY_MS).toISOString().slice(0, 10);
}

const SUMS = ['calls', 'legs', 'answered', 'minutes'];

async function totals(desk: BackupDesk, folder: string): Promise<string> {
  const rows = await desk.json<Record<string, unknown>[]>('totals', '--data', folder);
  return SUMS.map((name) => `${name} ${rows.reduce((sum, row) => sum + Number(row[name] ?? 0), 0)}`).join(
    ', ',
  );
}
