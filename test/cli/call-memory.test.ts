import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MemoryAccess, MemoryEntry } from '../../record/call-memory.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { zipArchive } from '../zip-archive.ts';
import { CommandDesk } from './command-desk.ts';

let desk: CommandDesk;

interface List {
  readonly profile: string;
  readonly accesses: readonly MemoryAccess[];
  readonly entries: readonly MemoryEntry[];
}

const PASSWORD = 'correct horse battery';

const line = (n: number, given: Parameters<typeof asteriskLine>[0] = {}): string =>
  `${asteriskLine({ uniqueid: `1793005200.${n}`, sequence: n, ...given })}\n`;

async function apply(anna: object | null = {}, more: object = {}): Promise<void> {
  const profile = { site: 'berlin', extensions: ['204'], users: ['os:anna'], ...anna };
  const document = {
    sites: { berlin: { country: 'DE', time_zone: 'Europe/Berlin' } },
    sources: { pbx: { kind: 'watch', site: 'berlin', driver: 'asterisk-csv', folder: '../drop' } },
    call_memory: { profiles: anna === null ? {} : { anna: profile }, ...more },
  };
  await desk.out('config apply', desk.write('ledgerline.yaml', JSON.stringify(document)));
}

let files = 0;
async function ingest(...lines: readonly string[]): Promise<void> {
  files += 1;
  await desk.out('ingest', '--source', 'pbx', desk.write(`${files}.csv`, lines.join('')));
}

async function as<Result>(principal: string, work: () => Promise<Result>): Promise<Result> {
  const before = desk.principal;
  desk.principal = principal;
  try {
    return await work();
  } finally {
    desk.principal = before;
  }
}

const annas = (...more: readonly string[]) => as('os:anna', () => desk.json<List>('memory list', ...more));
const refusedTo = async (principal: string, ...argv: readonly string[]): Promise<string> => {
  const { exit, out, err } = await as(principal, () => desk.run(...argv));
  expect(exit).toBe(1);
  expect(out).toBe('');
  return err;
};

beforeEach(async () => {
  desk = new CommandDesk();
  await apply();
});

afterEach(() => desk.remove());

describe('the user of a call memory', () => {
  test('reads the last calls, the newest first', async () => {
    await ingest(line(1), line(2, { start: '2026-10-26 09:10:00' }), line(3, { src: '205' }));
    const { profile, entries } = await annas();
    expect(profile).toBe('anna');
    expect(entries.map(({ started_at }) => started_at.slice(11, 16))).toEqual(['09:10', '09:00']);
    const text = await as('os:anna', () => desk.out('memory list'));
    expect(text).toContain('+4989231250001');
    expect(text).toContain('2 calls of at most 100');
  });

  test('deletes one of them, and no file that is sent again brings it back', async () => {
    await ingest(line(1), line(2));
    const [, first] = (await annas()).entries;
    await as('os:anna', () => desk.out('memory delete', String(first?.entry)));
    await ingest(line(1), line(2), line(3));
    const left = (await annas()).entries;
    expect(left).toHaveLength(2);
    expect(left.map(({ entry }) => entry)).not.toContain(first?.entry);
    expect(await refusedTo('os:anna', 'memory delete', String(first?.entry))).toContain('has no entry');
  });

  test('keeps the last calls while somebody takes in files of the past, packed or not, also when one comes again', async () => {
    await apply({ entries: 2 });
    await ingest(line(1), line(2));
    const before = (await annas()).entries;
    const past = desk.write('past.csv', line(3, { start: '2026-10-01 09:00:00' }));
    const packed = desk.write('past.zip', zipArchive([{ name: 'more.csv', content: line(4) }]));
    await desk.out('ingest', '--backfill', '--source', 'pbx', past, packed);
    await desk.out('ingest', '--source', 'pbx', past);
    expect((await annas()).entries).toEqual(before);
    expect(await desk.json('calls')).toHaveLength(4);
    await ingest(line(5));
    expect((await annas()).entries.map(({ entry }) => entry)).toContain(before[0]?.entry);
  });

  test('deletes nothing where that is not allowed', async () => {
    await apply({ user_may_delete: false });
    await ingest(line(1));
    const [only] = (await annas()).entries;
    expect(await refusedTo('os:anna', 'memory delete', String(only?.entry))).toContain('cannot be deleted');
    expect((await annas()).entries).toHaveLength(1);
  });

  test('sees no digit of a private call', async () => {
    const document = {
      sites: { berlin: { country: 'DE', time_zone: 'Europe/Berlin' } },
      sources: { pbx: { kind: 'watch', site: 'berlin', driver: 'asterisk-csv', folder: '../drop' } },
      privacy: { private_calls: { numbers: ['+4989231250001'] } },
      call_memory: { profiles: { anna: { site: 'berlin', extensions: ['204'], users: ['os:anna'] } } },
    };
    await desk.out('config apply', desk.write('private.yaml', JSON.stringify(document)));
    await ingest(line(1));
    expect((await annas()).entries).toMatchObject([{ number: expect.stringMatching(/^\*+$/) }]);
  });
});

test.each(['os:root', 'os:ledgerline', 'os:anna (sudo by root)'])(
  '%s is refused, and learns nothing of the entries',
  async (principal) => {
    await ingest(line(1));
    for (const argv of [['memory list'], ['memory delete', '1'], ['memory set-password']]) {
      const err = await refusedTo(principal, ...argv, '--profile', 'anna');
      expect(err).toMatch(/administrator/);
    }
    const profiles = await as(principal, () => desk.out('memory profiles', '--json'));
    expect(profiles).not.toContain('089231250001');
    expect(profiles).not.toContain('+4989');
  },
);

test('a lower cap holds at once, and a higher one brings nothing back', async () => {
  await ingest(line(1), line(2), line(3));
  await apply({ entries: 1 });
  await apply({ entries: 3 });
  expect((await annas()).entries).toHaveLength(1);
});

test('nothing more is written where nothing is collected, and what is there stays', async () => {
  await ingest(line(1));
  await apply({ collect: false });
  await ingest(line(2));
  await apply({ collect: true });
  await ingest(line(3));
  expect((await annas()).entries).toHaveLength(2);
});

test('a profile that is taken out and put back begins anew', async () => {
  await ingest(line(1));
  await apply(null);
  expect(await refusedTo('os:anna', 'memory list', '--profile', 'anna')).toContain('There is no call memory');
  await apply();
  expect((await annas()).entries).toEqual([]);
});

describe('behind a password', () => {
  const secret = (...lines: readonly string[]): string[] => [
    '--password-file',
    desk.write('secret', `${lines.join('\n')}\n`),
  ];

  beforeEach(async () => {
    await apply({ behind_password: true });
    await ingest(line(1));
  });

  test('the memory is read with it, and not without', async () => {
    expect(await refusedTo('os:anna', 'memory list', ...secret('whatever'))).toContain('has no password yet');
    await as('os:anna', () => desk.out('memory set-password', ...secret(PASSWORD, PASSWORD)));
    expect((await annas(...secret(PASSWORD))).entries).toHaveLength(1);
    expect(await refusedTo('os:anna', 'memory list', ...secret('wrong'))).toContain(
      'This is not the password',
    );
    expect(await refusedTo('os:anna', 'memory delete', '1', ...secret('wrong'))).toContain(
      'not the password',
    );
  });

  test('a password that is left out is asked for by its name, and is no wrong one', async () => {
    const missing = async (...argv: readonly string[]): Promise<string> => {
      const { exit, err } = await as('os:anna', () => desk.run(...argv));
      expect(exit).toBe(2);
      return err;
    };
    expect(await missing('memory set-password', ...secret(PASSWORD))).toBe(
      '“The same again” is missing.\nGive each in a line of its own, in this order: New password of anna; The same again.\n',
    );
    await as('os:anna', () => desk.out('memory set-password', ...secret(PASSWORD, PASSWORD)));
    expect(await missing('memory set-password', ...secret(PASSWORD))).toContain(
      'in this order: Password of anna; New password of anna; The same again.',
    );
    for (let tries = 0; tries < 7; tries += 1)
      expect(await missing('memory list', ...secret(''))).toBe(
        'The password of the call memory of anna is missing.\nType it when it is asked for, or give it by --password-file.\n',
      );
    await as('os:anna', () => desk.out('memory list', ...secret(PASSWORD)));
  });

  test('another password needs the one before', async () => {
    await as('os:anna', () => desk.out('memory set-password', ...secret(PASSWORD, PASSWORD)));
    const next = 'another horse battery';
    const wrong = await refusedTo('os:anna', 'memory set-password', ...secret('wrong', next, next));
    expect(wrong).toContain('This is not the password');
    await as('os:anna', () => desk.out('memory set-password', ...secret(PASSWORD, next, next)));
    expect((await annas(...secret(next))).entries).toHaveLength(1);
  });

  test('five wrong ones are free, then the right one must wait, too', async () => {
    await as('os:anna', () => desk.out('memory set-password', ...secret(PASSWORD, PASSWORD)));
    for (let times = 0; times < 5; times++) await refusedTo('os:anna', 'memory list', ...secret('wrong'));
    const err = await refusedTo('os:anna', 'memory list', ...secret(PASSWORD));
    expect(err).toContain('takes none for 1 second');
    desk.now += 1000;
    expect((await annas(...secret(PASSWORD))).entries).toHaveLength(1);
    expect((await annas(...secret(PASSWORD))).entries).toHaveLength(1);
  });
});

describe('master access', () => {
  const open = (...more: readonly string[]) =>
    as('os:root', () => desk.run('memory open', '--profile', 'anna', '--minutes', '10', ...more));
  const REASON = ['--reason', 'case 17'];

  test('is off by default', async () => {
    expect(await open(...REASON)).toMatchObject({
      exit: 1,
      err: expect.stringContaining('master access is off'),
    });
  });

  test('ends by itself, is for who opened it, deletes nothing, and its users see it', async () => {
    await apply({}, { master_access: { enabled: true } });
    await ingest(line(1));
    expect((await open()).err).toContain('--reason is missing');
    expect((await open(...REASON)).exit).toBe(0);
    const read = () => as('os:root', () => desk.run('memory list', '--profile', 'anna', '--json'));
    expect((JSON.parse((await read()).out) as List).entries).toHaveLength(1);
    await refusedTo('os:bert', 'memory list', '--profile', 'anna');
    await refusedTo('os:root', 'memory delete', '1', '--profile', 'anna');
    const { accesses } = await annas();
    expect(accesses).toMatchObject([
      { what: 'opened', person: 'os:root', reason: 'case 17' },
      { what: 'read', person: 'os:root', reason: 'case 17' },
    ]);
    expect(await as('os:anna', () => desk.out('memory list'))).toMatch(
      /^! opened by os:root from \S+T\S+\+00:00 until \S+\+00:00: case 17\n! read by os:root at \S+\+00:00\n/,
    );
    desk.now += 10 * 60_000;
    await refusedTo('os:root', 'memory list', '--profile', 'anna');
  });

  test('ends when it is turned off, and is no longer than allowed', async () => {
    await apply({}, { master_access: { enabled: true, longest_minutes: 9 } });
    expect((await open(...REASON)).err).toContain('From 1 to 9');
    expect(await refusedTo('os:root', 'memory list', '--profile', 'anna')).toContain('--minutes 9');
    const unsaid = await as('os:root', () => desk.run('memory open', '--profile', 'anna', ...REASON));
    expect(unsaid.err).toContain('--minutes is missing');
    await apply({}, { master_access: { enabled: true } });
    await open(...REASON);
    await apply();
    await refusedTo('os:root', 'memory list', '--profile', 'anna');
  });
});
