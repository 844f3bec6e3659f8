import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SeenCall } from '../../record/call.ts';
import { byteSearch } from './byte-search.ts';
import { CommandDesk } from './command-desk.ts';
import { COMPANY, COMPANY_CONFIGURATION, companyLines } from './company-records.ts';

const NUMBER = '+4989231250001';
const identity = await generateX25519Identity();
const CLOSING = ['--recipient', await identityToRecipient(identity)] as const;
const OPENING = ['--identity', 'key.txt'] as const;
const SURE = ['--yes', '--reason', 'the branch was closed'] as const;

const origin = new CommandDesk();
const targets: CommandDesk[] = [];
let whole: Buffer;

/** Another installation, of the same company plan unless told otherwise. */
async function target(configuration: string = COMPANY_CONFIGURATION): Promise<CommandDesk> {
  const desk = new CommandDesk();
  targets.push(desk);
  desk.write('key.txt', `${identity}\n`);
  const branch =
    '  branch: { kind: watch, site: berlin, driver: ledgerline-transfer, folder: /var/spool/none, enabled: false }\n';
  await desk.out(
    'config apply',
    desk.write('ledgerline.yaml', configuration.replace('thresholds:', `${branch}thresholds:`)),
  );
  return desk;
}

const exported = (name: string, ...options: readonly string[]): Promise<Buffer> =>
  exportedFrom(origin, name, ...options);

async function exportedFrom(desk: CommandDesk, name: string, ...options: readonly string[]): Promise<Buffer> {
  await desk.out('transfer export', '--out', name, ...CLOSING, ...options);
  return readFileSync(join(desk.place, name));
}

async function imported(desk: CommandDesk, bytes: Uint8Array): Promise<Record<string, number>> {
  const { out } = await desk.run(
    'transfer import',
    desk.write('in.age', bytes),
    '--source',
    'branch',
    ...OPENING,
    ...SURE,
    '--json',
  );
  return (JSON.parse(out) as Record<string, number>[])[0] ?? {};
}

async function opened(bytes: Uint8Array): Promise<string[]> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return zstdDecompressSync(await decrypter.decrypt(bytes))
    .toString('utf8')
    .split('\n')
    .slice(0, -1);
}

/** What must be the same in both installations. */
function facts(calls: readonly SeenCall[]): unknown[] {
  return calls.map(({ id, source, driver, intake, offset, length, call_key, extra, marks, ...rest }) => rest);
}

const callsOf = (desk: CommandDesk): Promise<SeenCall[]> => desk.json<SeenCall[]>('calls', '--held');

beforeAll(async () => {
  origin.write('key.txt', `${identity}\n`);
  await origin.out('config apply', origin.write('ledgerline.yaml', COMPANY_CONFIGURATION));
  await origin.out(
    'ingest',
    '--source',
    'pbx',
    origin.write('pbx.csv', Buffer.from(companyLines().join(''))),
  );
  whole = await exported('whole.age');
});
afterAll(() => {
  for (const desk of [origin, ...targets]) desk.remove();
});

test('every call arrives as it was, legs of one call together, and its line is found in both installations', async () => {
  const desk = await target();
  expect(await imported(desk, whole)).toMatchObject({
    ...{ lines: COMPANY.length + 2, calls: COMPANY.length - 1, held: 1, ignored: 2 },
    ...{ undefined: 0, duplicates: 0, excluded: 0 },
  });
  const [before, after] = [await callsOf(origin), await callsOf(desk)];
  expect(facts(after)).toEqual(facts(before));
  expect(after.map(({ extra }) => extra?.origin_id)).toEqual(before.map(({ id }) => id));
  expect(after.map(({ extra }) => extra?.origin_offset)).toEqual(before.map(({ offset }) => offset));
  expect(await desk.out('verify')).toContain('All is well');
  const id = String(after[0]?.id);
  expect(await desk.out('call show', id, '--raw')).toContain('"installation"');
});

test('what is imported is of the past: it enters no call memory, where its user deleted some of it elsewhere', async () => {
  const profiles = { anna: { site: 'berlin', extensions: ['204'], users: ['os:somebody'], entries: 1 } };
  const memory = `call_memory: ${JSON.stringify({ profiles })}\n`;
  const desk = await target(`${COMPANY_CONFIGURATION}${memory}`);
  const kept = desk.write('own.csv', Buffer.from(companyLines().join('')));
  await desk.out('ingest', '--source', 'pbx', kept);
  const before = await desk.out('memory list', '--json');
  expect(JSON.parse(before)).toMatchObject({ entries: { length: 1 } });
  expect(await imported(desk, whole)).toMatchObject({ calls: COMPANY.length - 1 });
  expect(await desk.out('memory list', '--json')).toBe(before);
});

test('the file shows nothing without its key, and all of it with age and zstd alone', async () => {
  expect(whole.includes('89231250001')).toBe(false);
  expect(whole.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
  const lines = await opened(whole);
  expect(lines).toHaveLength(COMPANY.length + 2);
  expect(lines.some((line) => line.includes(NUMBER))).toBe(true);
});

test('what would come is shown first, and nothing is taken without a reason', async () => {
  const desk = await target();
  const { exit, out } = await desk.run(
    'transfer import',
    desk.write('in.age', whole),
    '--source',
    'branch',
    ...OPENING,
  );
  expect(exit).toBe(1);
  expect(out).toContain(`${COMPANY.length} calls of the installation`);
  expect(out).toContain('2026-10-24 to 2026-10-26');
  expect(out).toContain(`  pbx: ${COMPANY.length}\n`);
  expect(await callsOf(desk)).toEqual([]);
  const without = await desk.run('transfer import', 'in.age', '--source', 'branch', ...OPENING, '--yes');
  expect(without).toMatchObject({ exit: 2 });
});

test('calls do not come as those of a telephone system that is collected from, and the word for it names what there is', async () => {
  const desk = await target();
  const file = desk.write('in.age', await exported('other.age'));
  const { exit, err } = await desk.run('transfer import', file, '--source', 'pbx', ...OPENING, ...SURE);
  expect([exit, err]).toEqual([2, expect.stringContaining('The source pbx is configured with the driver')]);
  expect(err).toContain('Use another --source name');
  expect(err).not.toContain('--driver');
});

test('calls that come again are duplicates, also out of a file of another period', async () => {
  const desk = await target();
  const monday = await exported('monday.age', '--from', '2026-10-26', '--source', 'pbx');
  const first = await imported(desk, monday);
  expect(first.duplicates).toBe(0);
  const part = (first.calls ?? 0) + (first.held ?? 0);
  expect(part).toBeLessThan(COMPANY.length);
  expect(await imported(desk, whole)).toMatchObject({ duplicates: part, calls: COMPANY.length - part });
  expect(await imported(desk, await exported('again.age'))).toMatchObject({
    calls: 0,
    duplicates: COMPANY.length,
  });
});

test('a file that was cut or altered, a wrong key and own calls are told, and nothing is taken', async () => {
  const desk = await target();
  const attempt = async (bytes: Uint8Array, ...key: readonly string[]): Promise<string> => {
    const given = key.length === 0 ? OPENING : key;
    const name = desk.write('in.age', bytes);
    const { exit, err } = await desk.run('transfer import', name, '--source', 'branch', ...given, ...SURE);
    expect(exit).toBe(1);
    return err;
  };
  for (const share of [0, 0.2, 0.5, 0.9, 0.999])
    expect(await attempt(whole.subarray(0, Math.floor(whole.length * share))), String(share)).toContain(
      'not as it was written',
    );
  for (const at of [whole.length - 1, Math.floor(whole.length * 0.7)]) {
    const altered = Buffer.from(whole);
    altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
    expect(await attempt(altered)).toContain('not as it was written');
  }
  desk.write('other.txt', `${await generateX25519Identity()}\n`);
  expect(await attempt(whole, '--identity', 'other.txt')).toContain('another key or passphrase');
  expect(await desk.json('ledger', '--by', 'source')).toEqual([]);
  origin.write('own.age', whole);
  const named = await origin.run('transfer import', 'own.age', '--source', 'branch', ...OPENING, ...SURE);
  expect(named).toMatchObject({ exit: 1, err: expect.stringContaining('calls of this installation') });
});

test('whoever is shown masked numbers exports masked ones, and they stay so', async () => {
  const masked = await exported('masked.age', '--as', 'finance');
  const text = (await opened(masked)).join('\n');
  expect(text).toContain('+498923125****');
  expect(text).not.toContain('231250001');
  expect(text).not.toContain('first-minute');
  const desk = await target();
  await imported(desk, masked);
  expect((await callsOf(desk)).some(({ called }) => called === '+498923125****')).toBe(true);
  origin.principal = 'os:nobody';
  await origin.out(
    'config apply',
    origin.write('users.yaml', `${COMPANY_CONFIGURATION}\nusers: { os:nobody: { role: finance } }\n`),
  );
  try {
    expect((await opened(await exported('narrow.age'))).join('\n')).not.toContain('231250001');
    const refused = await origin.run(
      'transfer import',
      'narrow.age',
      '--source',
      'branch',
      ...OPENING,
      ...SURE,
    );
    expect(refused).toMatchObject({ exit: 1, err: expect.stringContaining('not shown') });
  } finally {
    origin.principal = 'os:somebody';
    await origin.out('config apply', 'ledgerline.yaml');
  }
});

test('who was erased in the other installation does not come with a file, nor any byte of the number', async () => {
  const desk = await target();
  await imported(desk, whole);
  await desk.out('subject erase', NUMBER, ...SURE);
  const fresh = await exported('fresh.age');
  const { excluded = 0, duplicates = 0 } = await imported(desk, fresh);
  expect(excluded).toBeGreaterThan(0);
  expect(excluded + duplicates).toBe(COMPANY.length);
  // One that never had these calls, and forgot the person before they came.
  const other = await target();
  const lines = companyLines([{ name: 'known', start: '2026-10-23 09:00:00' }]);
  await other.out('ingest', '--source', 'pbx', other.write('own.csv', Buffer.from(lines.join(''))));
  await other.out('subject erase', NUMBER, ...SURE);
  const plan = await other.run(
    'transfer import',
    other.write('in.age', fresh),
    '--source',
    'branch',
    ...OPENING,
  );
  expect(plan.out).toContain('of people who were erased here');
  expect(await imported(other, fresh)).toMatchObject({ excluded, calls: expect.any(Number) });
  for (const place of [desk, other]) {
    expect(byteSearch(place.folder, ['89231250001'])).toEqual([]);
    expect((await callsOf(place)).some(({ called }) => called === NUMBER)).toBe(false);
    expect(await place.out('verify')).toContain('All is well');
  }
});

test('what the policy of the installation excludes, hides or has aged is so at once', async () => {
  const strict = await target(`${COMPANY_CONFIGURATION}
privacy:
  exclude: [{ name: works-council, extensions: ['305'] }]
  private_calls: { numbers: ['+498001234567'] }
retention: { calls: { masked: 1 day, anonymous: 3 days, gone: 2 years }, raw_copies: 1 day }
`);
  strict.now += 86_400_000;
  expect(await imported(strict, whole)).toMatchObject({ excluded: 1 });
  const calls = await callsOf(strict);
  const of = (start: string): SeenCall | undefined =>
    calls.find(({ started_at }) => started_at.startsWith(start));
  expect(of('2026-10-24T00:00:00')).toMatchObject({ calling: '***', called: '+4930231****' });
  expect(of('2026-10-26T08:00:00')).toMatchObject({ private: true, called: '+************' });
  expect(JSON.stringify(calls)).not.toContain('231250002');
  expect(byteSearch(strict.folder, ['89231250002', '08001234567'])).toEqual([]);
  // The configuration itself names the number in this spelling.
  expect(byteSearch(join(strict.folder, 'raw'), ['8001234567'])).toEqual([]);
});

test('a call that went to another installation is known again where it comes from there, and in a third one', async () => {
  const [branch, third] = [await target(), await target()];
  await imported(branch, whole);
  const own = companyLines([{ name: 'of the branch', start: '2026-10-23 09:00:00' }]);
  await branch.out('ingest', '--source', 'pbx', branch.write('own.csv', Buffer.from(own.join(''))));
  const back = await exportedFrom(branch, 'back.age');
  const before = await callsOf(origin);
  const plan = await origin.run(
    'transfer import',
    origin.write('in.age', back),
    '--source',
    'branch',
    '--country',
    'DE',
    '--time-zone',
    'Europe/Berlin',
    ...OPENING,
  );
  expect(plan.out).toContain(`${COMPANY.length} calls of this installation`);
  // The same with the first file of a third installation, and with one that it had from the branch.
  expect(await imported(third, back)).toMatchObject({ calls: COMPANY.length, held: 1, duplicates: 0 });
  expect(await imported(third, whole)).toMatchObject({ calls: 0, duplicates: COMPANY.length });
  const again = await exportedFrom(third, 'again.age');
  expect(await imported(branch, again)).toMatchObject({ calls: 0, duplicates: COMPANY.length });
  const site = ['--country', 'DE', '--time-zone', 'Europe/Berlin'];
  for (const bytes of [back, again]) {
    const name = origin.write('in.age', bytes);
    await origin.out('transfer import', name, '--source', 'branch', ...site, ...OPENING, ...SURE);
  }
  const after = await callsOf(origin);
  expect(after.filter(({ source }) => source !== 'branch')).toEqual(before);
  expect(after).toHaveLength(before.length + 1);
  expect(await origin.out('verify')).toContain('All is well');
});
