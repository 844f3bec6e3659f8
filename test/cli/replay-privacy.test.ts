import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Call } from '../../record/call.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

const desk = new CommandDesk();
const SECRET = '089231250777';

beforeAll(async () => {
  const lines = [
    asteriskLine({ uniqueid: '1793005200.1', dst: SECRET, start: '2026-10-26 09:00:00' }),
    asteriskLine({ uniqueid: '1793005200.2', start: '2026-10-26 09:10:00' }),
  ];
  desk.write('Master.csv', `${lines.join('\n')}\n`);
  await desk.out('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', '--country', 'DE', 'Master.csv');
});

afterAll(() => desk.remove());

/** Whether any file of the data folder holds these digits. */
function stands(digits: string): boolean {
  const files = readdirSync(desk.folder, { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile())
    .some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(digits));
}

test('a number that is excluded later is gone after a replay: its call, and its bytes in the raw copy', async () => {
  expect(stands(SECRET)).toBe(true);
  const document = `sites:
  office: { country: DE }
sources:
  pbx: { kind: watch, site: office, driver: asterisk-csv, folder: /var/spool/nowhere }
privacy:
  exclude:
    - { name: counsellor, numbers: ['${SECRET}'] }
`;
  await desk.out(
    'config apply',
    desk.write('ledgerline.yaml', document),
    '--reason',
    'counselling is nobody’s business',
  );
  expect(await desk.out('replay', '--run')).toContain('excluded');
  expect(await desk.json<Call[]>('calls')).toHaveLength(1);
  expect(await desk.json('ledger')).toMatchObject([{ lines: 2, calls: 1, excluded: 1 }]);
  expect(readFileSync(join(desk.folder, 'raw', rawName()), 'latin1')).not.toContain(SECRET);
  expect(await desk.out('verify')).toContain('All is well');
  expect(await desk.out('replay', '--run')).toBe('2 lines read again: each is what it was.\n');
});

test('a threshold by class or direction judges a call whose number was withheld as it did first', async () => {
  const own = new CommandDesk();
  const document = `sites:
  office: { country: DE }
sources:
  pbx: { kind: watch, site: office, driver: asterisk-csv, folder: /var/spool/nowhere }
privacy:
  private_calls: { numbers: ['0*'] }
thresholds:
  - { name: mobile, classes: [mobile] }
  - { name: unknown, classes: [unknown] }
  - { name: inland, classes: [national], directions: [outgoing], extensions: ['200-299'] }
`;
  await own.out('config apply', own.write('ledgerline.yaml', document));
  const called = ['01701234567', '089231250001', '00431234567'];
  const lines = called.map((dst, at) =>
    asteriskLine({ uniqueid: `1793005300.${at}`, dst, start: `2026-10-26 09:0${at}:00` }),
  );
  await own.out('ingest', '--source', 'pbx', own.write('Master.csv', `${lines.join('\n')}\n`));
  const held = async () =>
    (await own.json<(Call & { held_by: string | null })[]>('calls', '--held')).map((call) => call.held_by);
  expect(await held()).toEqual(['mobile', 'inland', null]);
  expect(await own.out('replay', '--run')).toBe('3 lines read again: each is what it was.\n');
  expect(await held()).toEqual(['mobile', 'inland', null]);
  expect(await own.out('verify')).toContain('All is well');
  own.remove();
});

function rawName(): string {
  const [name = ''] = readdirSync(join(desk.folder, 'raw'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\/1$/.test(path),
  );
  return name;
}
