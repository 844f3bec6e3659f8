import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSpans } from '../../access/spans.ts';
import { reportSources } from '../../cli/report-desk.ts';
import { type Day, parseDay } from '../../record/calendar.ts';
import type { CallSpan } from '../../record/call-span.ts';
import { readPeriod } from '../../reports/report-period.ts';
import { loadReportSettings } from '../../settings/load-report-settings.ts';
import { openReadingStore } from '../../store/reading-store.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from '../cli/command-desk.ts';
import { OPERATOR } from './operator.ts';

/** Far apart: while it is Monday morning in Auckland it is Sunday in Honolulu. */
const CONFIGURATION = `
sites:
  auckland: { country: NZ, time_zone: Pacific/Auckland }
  honolulu: { country: US, time_zone: Pacific/Honolulu }
sources:
  east: { kind: watch, site: auckland, driver: asterisk-csv, folder: /var/spool/e, enabled: false }
  west: { kind: watch, site: honolulu, driver: asterisk-csv, folder: /var/spool/w, enabled: false }
`;
const desk = new CommandDesk();

beforeAll(async () => {
  await desk.out('config apply', desk.write('ledgerline.yaml', CONFIGURATION));
  for (const source of ['east', 'west']) {
    const lines = Array.from({ length: 90 }, (_, at) => {
      const start = `2026-10-${18 + Math.floor(at / 15)} ${String((at * 5) % 24).padStart(2, '0')}:30:00`;
      return `${asteriskLine({ start, uniqueid: `1793005200.${at}` })}\n`;
    });
    await desk.out('ingest', '--source', source, desk.write(`${source}.csv`, lines.join('')));
  }
});

afterAll(() => desk.remove());

test('calls come in the order of their start, however far apart the zones of their sites are, and each once', async () => {
  const store = openReadingStore(desk.folder);
  const day = (text: string): number => parseDay(text) ?? 0;
  const found: CallSpan[] = await Array.fromAsync(
    readSpans(store, OPERATOR, {
      filter: { from_day: day('2026-10-01'), to_day: day('2026-10-31') },
      ...{ sites_of: { east: 'auckland', west: 'honolulu' }, by: 'trunk', told_as_gone: new Set() },
    }),
  );
  await store.close();
  const starts = found.map(({ started_at }) => started_at);
  expect(starts).toEqual([...starts].sort((one, other) => one - other));
  expect(found.map(({ site }) => site).filter((site) => site === 'auckland')).toHaveLength(90);
  expect(found).toHaveLength(180);
  // The zones do alternate, or nothing would have had to be put in order.
  expect(found.filter(({ site }, at) => site !== found[at - 1]?.site).length).toBeGreaterThan(20);
  expect(found[0]).toMatchObject({ trunk: 'PJSIP/provider', duration_ms: 60_000, hour_only: false });
});

test('a day that begins to go whole behind the reading of what has gone is told by its calls, and one that went so before by its hours', async () => {
  await desk.out('jobs run totals');
  const store = openReadingStore(desk.folder);
  const place = { cwd: desk.folder, folder: desk.folder };
  const configuration = loadReportSettings(CONFIGURATION, 'test');
  const period = readPeriod('2026-10', parseDay('2026-11-01') ?? (0 as Day));
  if (period === null) throw new Error('a month is a period');
  const told = async (before: string, behind: string): Promise<number> => {
    const sources = reportSources(store, OPERATOR, { configuration, now: 0, place });
    const spans = sources.spans(period, {}, 'all');
    desk.tamper(before);
    const gone = sources.goneHours(period, {}) ?? [];
    desk.tamper(behind);
    return gone.reduce((sum, { legs }) => sum + legs, 0) + (await Array.fromAsync(spans)).length;
  };
  const [begins, ends] = [
    'insert or ignore into leaving_day (day, held) select distinct day, 0 from call',
    'delete from leaving_day',
  ];
  expect(await told(ends, begins)).toBe(180);
  expect(await told(begins, ends)).toBe(180);
  expect(await told(begins, begins)).toBe(180);
  await store.close();
});
