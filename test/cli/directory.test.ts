import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IMPORT_NAMES } from '../../directory/import-lists.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

let desk: CommandDesk;

const document = (more: object = {}): string =>
  desk.write(
    'ledgerline.yaml',
    JSON.stringify({
      sites: { headquarters: { country: 'DE', area_code: '30', time_zone: 'Europe/Berlin' } },
      sources: {
        pbx: {
          kind: 'watch',
          site: 'headquarters',
          driver: 'asterisk-csv',
          folder: '/nowhere',
          enabled: false,
        },
      },
      ...more,
    }),
  );

beforeEach(async () => {
  desk = new CommandDesk();
  await desk.out('config', 'apply', document());
});

afterEach(() => desk.remove());

const take = (name: string, text: string, ...more: string[]) =>
  desk.run('directory import', desk.write(`${name}.csv`, text), ...more);

describe('a list', () => {
  test('that is exported changes nothing when it is imported, as it is on a day and with all its days; so does each template', async () => {
    for (const name of IMPORT_NAMES)
      expect(
        await take(name, await desk.out('directory', 'template', name), '--from', '2026-01-01'),
      ).toMatchObject({
        exit: 0,
        out: expect.stringMatching(/[12] added/),
      });
    const moved = 'extension,cost_centre,from,to\n204,4711,2026-02-01,2026-02-20\n204,,2026-02-21,\n';
    expect(await take('moved', moved)).toMatchObject({ exit: 0, out: expect.stringContaining('1 changed') });
    for (const name of IMPORT_NAMES)
      for (const more of [[], ['--history']]) {
        const again = await take(
          name,
          await desk.out('directory', 'export', name, ...more),
          '--json',
          '--complete',
        );
        expect(JSON.parse(again.out)).toMatchObject({ changes: [], refused: [] });
      }
    const on = async (day: string) =>
      (await desk.json<{ cost_centre: string | null }[]>('directory', 'list', 'extensions', '--on', day))[0]
        ?.cost_centre;
    expect([await on('2026-02-20'), await on('2026-02-21')]).toEqual(['4711', null]);
  });

  test('with one line that cannot be taken in changes nothing, and says which and why', async () => {
    const answer = await take('people', 'person;name;cost_centre\nP1;Anna;\nP2;Ben;9\n');
    expect(answer).toMatchObject({
      exit: 1,
      out: expect.stringContaining('line 3: there is no cost centre 9'),
    });
    expect(await desk.out('directory', 'list', 'people')).toBe('There are no people on this day.\n');
  });

  test('is not changed by a preview, nor by a file that is none: DIRECTORY_REFUSED', async () => {
    await take('people', 'person,name\nP1,Anna\n', '--preview');
    expect(await take('shoes', 'shoe,size\n1,2\n')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('no column by which a list is known'),
    });
    expect(await desk.json('directory', 'list', 'people')).toEqual([]);
  });

  test('of which more than a tenth would end stops, and goes on when somebody confirms: DIRECTORY_SHRINKS', async () => {
    const people = Array.from({ length: 30 }, (_, n) => `P${n},Name ${n}\n`);
    await take('people', `person,name\n${people.join('')}`);
    const half = `person,name\n${people.slice(15).join('')}`;
    expect(await take('people', half, '--complete')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('it would end 15 of 30 entries'),
    });
    expect(await desk.json<unknown[]>('directory', 'list', 'people')).toHaveLength(30);
    expect(await take('people', half, '--complete', '--confirm')).toMatchObject({ exit: 0 });
    expect(await desk.json<unknown[]>('directory', 'list', 'people')).toHaveLength(15);
  });
});

test('an extension that moves in mid-month is of both cost centres in totals; unknown ones that have calls are listed', async () => {
  const line = (src: string, day: string): string =>
    asteriskLine({ start: `2026-10-${day} 09:00:00`, src, dst: '089231250001', uniqueid: `${src}.${day}` });
  const lines = [line('204', '10'), line('204', '20'), line('204', '21'), line('207', '20')];
  await desk.out('ingest', '--source', 'pbx', desk.write('m.csv', `${lines.join('\n')}\n`));
  await take('cc', 'code,name\n100,Sales\n200,Service\n');
  await take('e', 'extension,cost_centre,from\n204,100,2026-10-01\n204,200,2026-10-15\n');
  const totals = await desk.json<{ cost_centre: string | null; calls: number }[]>(
    'totals',
    '--by',
    'cost_centre',
  );
  expect(totals.map(({ cost_centre, calls }) => [cost_centre, calls])).toEqual([
    [null, 1],
    ['100', 1],
    ['200', 2],
  ]);
  expect(await desk.json('directory', 'unknown')).toMatchObject([
    { site: 'headquarters', source: 'pbx', extension: '207', calls: 1 },
  ]);
});

test('show has everything of an extension and a person, by number, login or name', async () => {
  await take('p', 'person,name,login\nP1,Anna,anna\n');
  await take('e', 'extension,person,devices\n204,P1,SEP1 SEP2\n');
  for (const name of ['204', 'anna', 'Anna', 'P1', 'SEP1'])
    expect(await desk.out('directory', 'show', name)).toContain('204');
  expect(await desk.run('directory show', 'nobody')).toMatchObject({ exit: 1 });
});

test('whoever does not see every call whole does not see the directory', async () => {
  for (const argv of [
    ['list', 'people'],
    ['export', 'people'],
    ['show', 'P1'],
  ])
    expect(await desk.run('directory', ...argv, '--as', 'finance')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('not shown'),
    });
});

test('the job takes in the files of the configuration, and fails with what to do, and nothing of the file, where it cannot', async () => {
  const file = join(desk.place, desk.write('people.csv', 'person,name\nP1,Anna\n'));
  await desk.out('config', 'apply', document({ directory: { imports: [{ file, complete: true }] } }));
  expect(await desk.out('jobs', 'plan', 'directory')).toContain('1');
  await desk.out('jobs', 'run', 'directory');
  expect(await desk.json('directory', 'list', 'people')).toMatchObject([{ person: 'P1', name: 'Anna' }]);
  desk.write('people.csv', 'person,name,cost_centre\nP1,Secret,999\n');
  const failed = await desk.run('jobs run', 'directory');
  expect(failed).toMatchObject({ exit: 1 });
  const { alarms } = JSON.parse((await desk.run('jobs list', '--json')).out) as {
    alarms: { message: string }[];
  };
  expect(JSON.stringify(alarms)).toContain('line 2');
  expect(JSON.stringify(alarms)).not.toMatch(/Secret|999/);
  expect(await desk.json('directory', 'list', 'people')).toMatchObject([{ name: 'Anna' }]);
});

test('the plan of the job says what it does then, also where a list names what another brings; what cannot be read is counted, and keeps no other from its turn', async () => {
  const file = (name: string, text: string) => join(desk.place, desk.write(name, text));
  const imports = [
    { file: join(desk.place, 'nowhere.csv') },
    { file: file('units.csv', 'code,name\n100,Sales\n') },
    { file: file('people.csv', 'person,name,cost_centre\nP1,Anna,100\n') },
  ];
  await desk.out('config', 'apply', document({ directory: { imports } }));
  const [plan] = await desk.json<{ counts: object }[]>('jobs', 'plan', 'directory');
  expect(plan?.counts).toEqual({ entries_added: 2, imports_in_trouble: 1 });
  expect(await desk.run('jobs run', 'directory')).toMatchObject({ exit: 1 });
  expect(await desk.json('directory', 'list', 'people')).toMatchObject([
    { person: 'P1', cost_centre: '100' },
  ]);
});
