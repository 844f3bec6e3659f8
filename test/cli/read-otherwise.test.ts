import { afterAll, beforeAll, expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

const desk = new CommandDesk();

interface Given {
  readonly zone?: string;
  readonly options?: string;
  readonly more?: string;
}

/** Two sources, of which the second is a stream that also got a file; `zone` is that of both. */
function apply({ zone = 'Europe/Berlin', options = '', more = '' }: Given = {}): Promise<string> {
  const source = `site: berlin, driver: asterisk-csv, enabled: false${options}`;
  const document = `sites: { berlin: { country: DE, time_zone: ${zone} } }
sources:
  pbx: { kind: watch, folder: /x, ${source} }
  branch: { kind: tcp, mode: listen, port: 9000, allow: [192.0.2.1], ${source} }
${more}`;
  return desk.out('config apply', desk.write('ledgerline.yaml', document));
}

beforeAll(async () => {
  await apply();
  for (const [source, n] of [
    ['pbx', 1],
    ['branch', 2],
    ['by-hand', 3],
  ] as const) {
    const file = desk.write(`${n}.csv`, `${asteriskLine({ uniqueid: `1793005200.${n}` })}\n`);
    const driver = source === 'by-hand' ? ['--driver', 'asterisk-csv'] : [];
    await desk.out('ingest', '--source', source, ...driver, file);
  }
});

afterAll(() => desk.remove());

test('what is applied without a change for what is stored says nothing of it', async () => {
  expect(await apply()).toBe('Version 2 is in force; nothing changed by it.\n');
  const held = await apply({ more: 'thresholds: [{ name: short, shorter_than_seconds: 5 }]\n' });
  expect(held).toMatch(/Version 3 is in force\.\n$/);
});

test('another zone says of which sources stored lines were read by the old one, and how to see what would change', async () => {
  expect(await apply({ zone: 'Europe/London' })).toMatch(
    new RegExp(
      'is in force\\.\n' +
        'What came before was read by other settings and stays as it is:\n' +
        '  branch: 1 intake, by another site\\.time_zone\n' +
        '  pbx: 1 intake, by another site\\.time_zone\n' +
        '\\./ledgerline replay --plan says what reading it again would change\\.\n$',
    ),
  );
});

test('a replay brings it up to date, and a rollback says that it is not any more', async () => {
  await desk.out('replay', '--run', '--source', 'branch');
  expect(await apply({ zone: 'Europe/London' })).toMatch(
    /:\n {2}pbx: 1 intake, by another site\.time_zone\n\.\/ledgerline replay --plan --source pbx says/,
  );
  const back = await desk.out('config rollback', '1', '--reason', 'the zone was right');
  expect(back).toMatch(/:\n {2}branch: 1 intake, by another site\.time_zone\n\.\/ledgerline replay/);
  expect(back).not.toContain('pbx: ');
});

test('other options of the driver and another policy are told by their names', async () => {
  const more = 'privacy: { exclude: [{ name: council, extensions: ["2199"] }] }\n';
  expect(await apply({ options: ', driver_options: { utc: true }', more })).toContain(
    'pbx: 1 intake, by another definition or driver_options, privacy\n',
  );
});
