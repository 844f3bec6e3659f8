import { expect, test } from 'vitest';
import { CommandDesk } from '../../cli/command-desk.ts';
import { reportOf } from '../traffic-desk.ts';

const CONFIGURATION = `
sites:
  berlin: { country: DE, area_code: "30", time_zone: Europe/Berlin }
formats:
  plain:
    driver: delimited
    columns: [start, seconds, calling, called]
    call:
      started: { column: start, pattern: 'YYYY-MM-DD HH:mm:ss' }
      duration: { column: seconds, unit: s }
      calling: calling
      called: called
    answered_by_default: always
sources:
  pbx: { kind: watch, site: berlin, driver: plain, folder: /var/spool/none, enabled: false }
`;

test('a length that the record does not say is empty, and one of no second is 0', async () => {
  const desk = new CommandDesk();
  try {
    await desk.out('config apply', desk.write('ledgerline.yaml', CONFIGURATION));
    const lines = ['', '0', '60'].map(
      (seconds, at) => `2026-10-2${at} 09:00:00,${seconds},204,+4989231250001\n`,
    );
    await desk.out('ingest', '--source', 'pbx', desk.write('calls.csv', lines.join('')));
    const { rows, totals } = await reportOf(desk, 'itemised', '--period', '2026-10');
    expect(rows.map(({ duration_ms }) => duration_ms)).toEqual([null, 0, 60_000]);
    expect(totals).toMatchObject({ legs: 3, duration_ms: 60_000 });
  } finally {
    desk.remove();
  }
});
