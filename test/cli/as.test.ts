import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SeenCall } from '../../record/call.ts';
import { CommandDesk } from './command-desk.ts';
import { COMPANY_CONFIGURATION, companyLines } from './company-records.ts';

const desk = new CommandDesk();
const CONFIGURATION = `${COMPANY_CONFIGURATION}
roles:
  branch: { sources: [other], numbers: show all, shows: [extensions, undefined] }
users:
  anna: { role: supervisor, extensions: ['204'] }
  os:clerk: { role: finance, numbers: hide last 6 }
`;

beforeAll(async () => {
  await desk.out('config apply', desk.write('ledgerline.yaml', CONFIGURATION));
  const text = `"broken","line\n${companyLines().join('')}`;
  await desk.out('ingest', '--source', 'pbx', desk.write('pbx.csv', Buffer.from(text)));
  const other = companyLines([{ name: 'elsewhere', start: '2026-10-26 07:00:00', src: '999' }]);
  await desk.out('ingest', '--source', 'other', desk.write('other.csv', Buffer.from(other.join(''))));
});
afterAll(() => desk.remove());

const callsAs = (viewer: string, ...options: readonly string[]): Promise<SeenCall[]> =>
  desk.json<SeenCall[]>('calls', '--held', ...options, '--as', viewer);
const first = async (viewer: string): Promise<SeenCall> => {
  const found = (await callsAs(viewer)).find(({ started_at }) =>
    started_at.startsWith('2026-10-24T23:59:59'),
  );
  if (found === undefined) throw new Error('the call of the last second is not there');
  return found;
};

describe('a masked viewer', () => {
  test('is shown length and first digits of numbers, extensions not at all, and what the role names', async () => {
    expect(await first('finance')).toMatchObject({
      ...{ calling: '***', called: '+498923125****', dialled: null, extension: '301', account_code: '4711' },
      ...{ calling_name: null, call_key: null, cause: null, offset: null, length: null },
      ...{ direction: 'outgoing', destination_class: 'national', destination_country: 'DE' },
    });
    expect(await first('administrator')).toMatchObject({ account_code: null, cause: 'ANSWERED' });
    const sip = (await callsAs('finance')).filter(({ called }) => called === '***');
    expect(sip.length).toBeGreaterThan(0);
  });

  test('finds by a number every call that looks the same, however it is typed', async () => {
    const found = await callsAs('finance', '--number', '+498923125****');
    expect(new Set(found.map(({ called }) => called))).toEqual(new Set(['+498923125****']));
    expect(new Set((await callsAs('operator')).map(({ called }) => called))).toContain('+4989231250002');
    for (const typed of ['+4989231250001', '+4989231250002', '+4989231259999'])
      expect(await callsAs('finance', '--number', typed)).toEqual(found);
    expect(await callsAs('operator', '--number', '+4989231259999')).toEqual([]);
  });

  test('cannot look for what is not shown, whether it is there or not', async () => {
    for (const code of ['4711', '1234'])
      expect(await desk.run('calls', '--account-code', code, '--as', 'administrator')).toMatchObject({
        exit: 1,
        out: '',
        err: 'Calls cannot be looked for by account code: those are not shown to role administrator.\ndocs/access.md says what each role is shown, and how that is changed.\n',
      });
  });

  test('is told what is not shown, and is not sent to lines that are not', async () => {
    const { id } = await first('administrator');
    const text = await desk.out('call show', String(id), '--as', 'administrator');
    expect(text).toMatch(/^calling_name +not shown$/m);
    expect(text).toMatch(/^dialled +not shown$/m);
    expect(text).toMatch(/^offset +not shown$/m);
    expect(text).toMatch(/^ring_ms +5000$/m);
    expect(text).not.toContain('Its line');
  });

  test('is shown no lines as they were received', async () => {
    const { id, offset } = await first('operator');
    for (const argv of [
      ['call show', String(id), '--raw'],
      ['line show', '1', String(offset)],
      ['line show', '99', '0'],
      ['undefined show', '1', '0'],
      ['replay', '--plan'],
    ] as const) {
      const [name, ...rest] = argv;
      expect(await desk.run(name, ...rest, '--as', 'administrator')).toMatchObject({
        exit: 1,
        out: '',
        err: expect.stringContaining('Lines as they were received are not shown to role administrator.'),
      });
    }
  });
});

describe('undefined lines', () => {
  test('are listed to those who may see them, without what stands in them', async () => {
    expect(await desk.out('undefined list', '--as', 'administrator')).toMatch(
      /^pbx +cut_line|^pbx +\w+ +1$/m,
    );
    const text = await desk.out('undefined export', '--day', '2026-10-26', '--as', 'administrator');
    expect(text).not.toContain('broken');
    expect(await desk.out('undefined export', '--day', '2026-10-26')).toContain('broken');
    expect(await desk.run('undefined list', '--as', 'finance')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('Undefined lines are not shown to role finance.'),
    });
  });

  test('of other sources are not there', async () => {
    expect(await desk.json('undefined list', '--as', 'branch')).toEqual([]);
    expect(await desk.out('undefined list', '--as', 'branch')).toBe('No line is undefined.\n');
  });
});

describe('whose calls are shown', () => {
  test('is a matter of the extensions of the user, also of the called one of an internal call', async () => {
    const found = await callsAs('anna');
    expect(found.map(({ direction, extension }) => [direction, extension])).toEqual([
      ['internal', '***'],
      ['incoming', '204'],
      ['outgoing', '204'],
    ]);
    expect(await desk.run('calls', '--as', 'supervisor')).toMatchObject({
      out: '0 calls, 0 legs\n',
      err: 'No call is shown to role supervisor: only calls of own extensions would be, and none stands under users.\n',
    });
    expect(await callsAs('anna', '--extension', '301')).toEqual([found[0]]);
    expect(await callsAs('anna', '--extension', '204')).toEqual(found.slice(1));
  });

  test('is a matter of the sources, and other calls are as if they were not there', async () => {
    expect((await callsAs('branch')).map(({ extension }) => extension)).toEqual(['999']);
    const { id } = await first('operator');
    const missing = await desk.run('call show', '12345', '--as', 'branch');
    expect(await desk.run('call show', String(id), '--as', 'branch')).toEqual({
      ...missing,
      err: missing.err.replace('12345', String(id)),
    });
  });
});

describe('an account that stands under users', () => {
  test('is shown what its role is, and no more by asking as somebody else', async () => {
    desk.principal = 'os:clerk';
    try {
      for (const viewer of [[], ['--as', 'operator'], ['--as', 'finance']]) {
        const found = await desk.json<SeenCall[]>('calls', ...viewer);
        expect(found.map(({ called }) => called)).toContain('+4989231******');
        expect(found.every(({ calling_name }) => calling_name === null)).toBe(true);
      }
    } finally {
      desk.principal = 'os:somebody';
    }
  });
});

test('a role that nobody named is told with the one that was probably meant', async () => {
  const { exit, out, err } = await desk.run('calls', '--as', 'finanse');
  expect([exit, out]).toEqual([1, '']);
  expect(err).toContain('There is no role and no user finanse; did you mean “finance”?\n');
});

test('thresholds are tried only by those who see what they go by', async () => {
  expect(await desk.run('held preview', 'ledgerline.yaml', '--as', 'supervisor')).toMatchObject({
    exit: 1,
    err: expect.stringContaining('What thresholds do is told from every extension and trunk'),
  });
  expect(await desk.out('held preview', 'ledgerline.yaml', '--as', 'operator')).toBe('No call would move.\n');
});
