import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { AS_ASTERISK } from '../bad-input/as-a-user.ts';
import { freePort } from '../free-port.ts';
import { CommandDesk } from './command-desk.ts';

const FIRST = 'sites:\n  berlin: { country: DE } # ours\n';
const SECOND =
  'sites:\n  berlin: { country: DE, area_code: "30" }\nthresholds: [{ name: short, shorter_than_seconds: 5 }]';
const WRONG =
  'sites:\n  berlin: { contry: DE }\nsources:\n  pbx: { kind: wach, site: hamburg, driver: asterisk-csv }\n';

let desk: CommandDesk;

beforeEach(() => {
  desk = new CommandDesk();
  desk.write('first.yaml', FIRST);
  desk.write('second.yaml', SECOND);
  desk.write('wrong.yaml', WRONG);
});

afterEach(() => desk.remove());

describe('config check', () => {
  test('finds every problem at once, each with its line and what is allowed there, and makes no folder', async () => {
    const { exit, out } = await desk.run('config check', 'wrong.yaml');
    expect(exit).toBe(1);
    expect(out).toMatch(/^wrong\.yaml:2:\d+: sites\.berlin.*“contry”.*country/m);
    expect(out).toMatch(/^wrong\.yaml:4:\d+: sources\.pbx\.kind.*watch/m);
    expect(out).toMatch(/^wrong\.yaml:4:\d+: sources\.pbx\.site.*Allowed: berlin\.$/m);
    const { out: json } = await desk.run('config check', 'wrong.yaml', '--json');
    expect(JSON.parse(json)).toHaveLength(out.trimEnd().split('\n').length);
    expect(existsSync(desk.folder)).toBe(false);
  });

  test('says of a right one that it is right', async () => {
    expect(await desk.out('config check', 'first.yaml')).toBe('first.yaml is right.\n');
    expect(await desk.json('config check', 'first.yaml')).toEqual([]);
  });

  test('refuses a host of a source that listens, which would be listening everywhere all the same', async () => {
    const source =
      'kind: tcp, mode: listen, site: berlin, driver: asterisk-csv, port: 9000, allow: [192.0.2.10]';
    const of = (more: string) => desk.write('tcp.yaml', `${FIRST}sources:\n  pbx: { ${source}${more} }\n`);
    expect((await desk.run('config check', of(', host: 127.0.0.1'))).out).toMatch(
      /sources\.pbx\.host: host is for mode connect; listen has address/,
    );
    expect((await desk.run('config check', of(', address: 127.0.0.1'))).exit).toBe(0);
  });

  test('says which folder a relative one means, wherever it is asked from', async () => {
    const source = 'kind: watch, site: berlin, driver: asterisk-csv';
    const document = (folder: string) => `${FIRST}sources:\n  pbx: { ${source}, folder: ${folder} }\n`;
    desk.write('relative.yaml', document('inbox/pbx'));
    expect(await desk.out('config check', 'relative.yaml')).toBe(
      `relative.yaml is right.\nsources.pbx.folder: inbox/pbx is ${desk.folder}/inbox/pbx, seen from the data folder.\n`,
    );
    expect(await desk.out('config check', 'relative.yaml', '--data', 'other')).toContain(
      `${desk.place}/other/inbox/pbx, seen from the data folder`,
    );
    desk.write('absolute.yaml', document('/var/spool/cdr'));
    expect(await desk.out('config check', 'absolute.yaml')).toBe('absolute.yaml is right.\n');
  });

  test.each(['check', 'apply'])(
    'and config %s refuse to collect from the data folder itself',
    async (what) => {
      const source = 'kind: watch, site: berlin, driver: asterisk-csv';
      for (const folder of ['.', desk.folder, 'raw', 'raw/pbx']) {
        desk.write('own.yaml', `${FIRST}sources:\n  pbx: { ${source}, folder: ${folder} }\n`);
        const { exit, out, err } = await desk.run(`config ${what}`, 'own.yaml');
        expect([exit, out, err]).toEqual([1, '', expect.stringMatching(/^sources\.pbx\.folder is .*\/data/)]);
      }
      expect(existsSync(desk.folder)).toBe(false);
    },
  );

  test('finds the example of the documentation right', async () => {
    const example = join(import.meta.dirname, '../../docs/configuration.example.yaml');
    desk.write('example.yaml', readFileSync(example));
    expect((await desk.run('config check', 'example.yaml')).exit).toBe(0);
  });

  test.each(['check', 'apply', 'diff'])('and config %s name a file that is not there', async (what) => {
    await desk.out('init');
    expect(await desk.run(`config ${what}`, 'missing.yaml')).toMatchObject({
      exit: 1,
      err: 'The file missing.yaml cannot be read: there is no such file (ENOENT).\nCheck its name and rights.\n',
    });
  });
});

describe('config apply', () => {
  test('puts a configuration in force and keeps who did it, when and why', async () => {
    expect(await desk.out('config apply', 'first.yaml', '--reason', 'first setting up')).toMatch(
      /^\+ sites\.berlin: .*\nVersion 1 is in force\.\n$/,
    );
    desk.principal = 'os:root (sudo by anna)';
    desk.now += 60_000;
    expect(await desk.out('config apply', 'second.yaml')).toMatch(
      /^~ sites\.berlin\.area_code: null → "30"$/m,
    );
    expect(await desk.json('config history')).toEqual([
      {
        id: 2,
        applied_at: '2026-10-26T12:01:00+00:00',
        applied_by: 'os:root (sudo by anna)',
        reason: '',
        text: SECOND,
      },
      {
        id: 1,
        applied_at: '2026-10-26T12:00:00+00:00',
        applied_by: 'os:somebody',
        reason: 'first setting up',
        text: FIRST,
      },
    ]);
    const table = await desk.out('config history');
    expect(table).toMatch(/^2 +2026-10-26T12:01:00\+00:00 +os:root \(sudo by anna\)$/m);
    expect(table).toMatch(/^1 +2026-10-26T12:00:00\+00:00 +os:somebody +first setting up$/m);
  });

  test('says of a data folder that it had to make where it is, for whoever mistyped one', async () => {
    const { err } = await desk.run('config apply', 'first.yaml', '--data', 'mistyped');
    expect(err).toBe(`A new data folder was made: ${desk.place}/mistyped\n`);
    expect((await desk.run('config apply', 'second.yaml', '--data', 'mistyped')).err).toBe('');
  });

  test('of what is in force already says that nothing changed', async () => {
    await desk.out('config apply', 'first.yaml');
    expect(await desk.out('config apply', 'first.yaml')).toBe(
      'Version 2 is in force; nothing changed by it.\n',
    );
  });

  test('of a wrong one changes nothing, and says every problem', async () => {
    await desk.out('config apply', 'first.yaml');
    const { exit, out, err } = await desk.run('config apply', 'wrong.yaml');
    expect([exit, out]).toEqual([1, '']);
    expect(err).toMatch(/^The configuration has \d problems:\nwrong\.yaml:2:/);
    expect(err).toContain('Correct these lines; nothing was changed.');
    expect(await desk.out('config show')).toBe(FIRST);
    expect(await desk.json('config history')).toHaveLength(1);
  });

  test('of a wrong one makes no data folder', async () => {
    expect((await desk.run('config apply', 'wrong.yaml')).exit).toBe(1);
    expect(existsSync(desk.folder)).toBe(false);
  });

  test('replaces a version that this program does not understand any more, which nothing else hides', async () => {
    await desk.out('config apply', 'first.yaml');
    desk.tamper("update configuration_version set text = 'sauces: {}'");
    for (const line of ['config diff first.yaml', 'sources list']) {
      const { exit, err } = await desk.run(...(line.split(' ') as [string]));
      expect([exit, err]).toEqual([1, expect.stringContaining('version 1:1:1: ')]);
    }
    expect(await desk.out('config apply', 'second.yaml')).toMatch(/Version 2 is in force/);
    expect(await desk.out('config show')).toBe(`${SECOND}\n`);
    expect((await desk.run('sources list')).exit).toBe(0);
  });
});

describe('an empty document', () => {
  test.each(['', ' \n\n', '# all of it\n#  is commented out\n'])(
    'is refused, and nothing is taken away: %j',
    async (text) => {
      const { exit, err } = await desk.run('config apply', desk.write('empty.yaml', text));
      expect(exit).toBe(1);
      expect(err).toContain('empty.yaml is empty: it configures nothing.');
      expect((await desk.run('config check', desk.write('empty.yaml', text))).exit).toBe(1);
    },
  );

  test('that says so takes everything away', async () => {
    expect((await desk.run('config apply', desk.write('none.yaml', 'sites: {}\n'))).exit).toBe(0);
  });
});

describe('config rollback', () => {
  const REASON = ['--reason', 'calls were held'];

  beforeEach(async () => {
    await desk.out('config apply', 'first.yaml');
    await desk.out('config apply', 'second.yaml');
  });

  test('puts an earlier version in force as a new one that says so, and shows what changed', async () => {
    const out = await desk.out('config rollback', '1', ...REASON);
    expect(out).toMatch(/^~ sites\.berlin\.area_code: "30" → null$/m);
    expect(out).toMatch(/^- thresholds\.short/m);
    expect(out).toMatch(/^Version 3 is in force\.$/m);
    expect(await desk.out('config show')).toBe(FIRST);
    expect(await desk.json('config history')).toMatchObject([
      { id: 3, text: FIRST, reason: 'back to version 1: calls were held', applied_by: 'os:somebody' },
      { id: 2 },
      { id: 1 },
    ]);
  });

  test('sorts stored calls by the thresholds of that version', async () => {
    await desk.out(
      'ingest',
      '--source',
      'pbx',
      ...AS_ASTERISK,
      desk.write('x.csv', `${asteriskLine({ talk: 2 })}\n`),
    );
    expect(await desk.json('ledger')).toMatchObject([{ calls: 0, held: 1 }]);
    expect(await desk.out('config rollback', '1', ...REASON)).toContain('Not held any more: 1 call');
    expect(await desk.json('ledger')).toMatchObject([{ calls: 1, held: 0 }]);
  });

  test("to a version that today's rules refuse changes nothing, and says every problem of it", async () => {
    desk.tamper(`update configuration_version set text = '${WRONG}' where id = 1`);
    const { exit, out, err } = await desk.run('config rollback', '1', ...REASON);
    expect([exit, out]).toEqual([1, '']);
    expect(err).toMatch(/^The configuration has \d problems:\nversion 1:2:/);
    expect(await desk.json('config history')).toHaveLength(2);
  });

  test('to the version in force, or without a reason, or to none, changes nothing and says so', async () => {
    expect(await desk.out('config rollback', '2', ...REASON)).toBe(
      'Version 2 is in force already; nothing was changed.\n',
    );
    expect(await desk.run('config rollback', '7', ...REASON)).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/^There is no version 7 of the configuration\.\n/),
    });
    expect(await desk.run('config rollback', '1')).toMatchObject({
      exit: 2,
      err: expect.stringMatching(/^--reason is missing\.\n/),
    });
    expect(await desk.json('config history')).toHaveLength(2);
  });
});

describe('config diff', () => {
  test('tells what applying would change, and changes nothing', async () => {
    await desk.out('config apply', 'first.yaml');
    expect(await desk.out('config diff', 'second.yaml')).toMatch(
      /^~ sites\.berlin\.area_code: null → "30"\n\+ thresholds/m,
    );
    expect(await desk.json('config diff', 'second.yaml')).toContainEqual({
      kind: 'changed',
      path: 'sites.berlin.area_code',
      before: null,
      after: '30',
    });
    expect(await desk.out('config diff', 'first.yaml')).toBe('Nothing would change.\n');
    expect(await desk.json('config history')).toHaveLength(1);
  });

  test('of a wrong one says its problems', async () => {
    await desk.out('init');
    expect(await desk.run('config diff', 'wrong.yaml')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('wrong.yaml:2:'),
    });
  });
});

describe('config show', () => {
  test('gives the text as it was written, of any version, so that it can be applied again', async () => {
    await desk.out('config apply', 'first.yaml');
    await desk.out('config apply', 'second.yaml');
    expect(await desk.out('config show')).toBe(`${SECOND}\n`);
    expect(await desk.out('config show', '1')).toBe(FIRST);
    expect(await desk.run('config show', '3')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('no version 3'),
    });
  });

  test('and history of a folder without one say so', async () => {
    await desk.out('init');
    expect(await desk.run('config show')).toMatchObject({
      exit: 0,
      out: '',
      err: 'No configuration was applied yet.\n',
    });
    expect(await desk.out('config history')).toBe('No configuration was applied yet.\n');
    expect(await desk.json('config history')).toEqual([]);
  });
});

describe('sources', () => {
  test('are those of the configuration and those that ever brought something', async () => {
    await desk.out('init');
    expect(await desk.out('sources list')).toContain('No source is configured');
    const configuration = `${FIRST}sources:\n  pbx: { kind: watch, site: berlin, driver: asterisk-csv, folder: /x, enabled: false }\n`;
    await desk.out('config apply', desk.write('third.yaml', configuration));
    const given = desk.write('x.csv', `${asteriskLine()}\n`);
    await desk.out('ingest', '--source', 'by-hand', '--driver', 'asterisk-csv', given);
    expect(await desk.json('sources list')).toEqual([
      {
        ...{ source: 'by-hand', kind: null, promise: null, driver: null, site: null, enabled: null },
        ...{ intakes: 1, last_received_at: '2026-10-26T12:00:00+00:00', host_key: null, refused: [] },
        ...{ running: false, trouble: null },
        missing: { files: 0, records: 0, unsure_files: 0, unsure_records: 0 },
      },
      {
        ...{
          source: 'pbx',
          kind: 'watch',
          promise: expect.stringContaining('exactly once'),
          driver: 'asterisk-csv',
        },
        ...{
          site: 'berlin',
          enabled: false,
          intakes: 0,
          last_received_at: null,
          host_key: null,
          refused: [],
          running: false,
          trouble: null,
          missing: { files: 0, records: 0, unsure_files: 0, unsure_records: 0 },
        },
      },
    ]);
    const table = await desk.out('sources list');
    expect(table).toMatch(/^by-hand +\(ingest\) +1 +2026-10-26T12:00:00\+00:00 +0$/m);
    expect(table).toMatch(/^pbx +watch \(off\) +asterisk-csv +berlin +0 +never +0$/m);
  });

  test('that cannot be reached cannot be trusted, and nobody tries again by himself', async () => {
    const source = 'kind: sftp, site: berlin, driver: asterisk-csv, user: cdr, password: file:/none';
    const port = await freePort();
    const document = `${FIRST}sources: { far: { ${source}, host: 127.0.0.1, port: ${port} } }\n`;
    await desk.out('config apply', desk.write('far.yaml', document));
    const { exit, out, err } = await desk.run('sources trust', 'far');
    expect([exit, out]).toEqual([1, '']);
    expect(err).toMatch(new RegExp(`^127\\.0\\.0\\.1:${port} shows no host key: .*refuses connections`));
    expect(err).toContain('then run this again.');
  });

  test('that were never there have no sessions', async () => {
    await desk.out('init');
    expect(await desk.out('sources sessions')).toBe('There was no session yet.\n');
    const source = 'kind: watch, site: berlin, driver: asterisk-csv, folder: /x, enabled: false';
    await desk.out('config apply', desk.write('p.yaml', `${FIRST}sources: { pbx: { ${source} } }\n`));
    expect(await desk.json('sources sessions', 'pbx')).toEqual([]);
    expect((await desk.run('sources sessions', '--last', 'all')).exit).toBe(2);
  });
});
