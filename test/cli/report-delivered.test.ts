import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AUTHORITY } from '../reports/delivery/certificates.ts';
import {
  attachmentsOf,
  MailServer,
  PASSWORD,
  type ServerWays,
  USER,
} from '../reports/delivery/mail-server.ts';
import { ROOT } from '../tidy/repository.ts';
import { ReportDesk } from './report-desk.ts';

let desk: ReportDesk;
let server: MailServer;

beforeEach(async () => {
  desk = new ReportDesk();
  desk.now = Date.UTC(2026, 10, 15, 12);
});

afterEach(async () => {
  await server.close();
  desk.remove();
});

async function opening(ways: ServerWays, ...to: readonly string[]): Promise<void> {
  server = await MailServer.open(ways);
  const file = (name: string, text: string): string => join(desk.place, desk.write(name, text));
  const mail = {
    ...{ host: 'localhost', port: server.port, from: 'ledgerline@example.org', user: USER },
    ...{ ca_file: file('ca.pem', AUTHORITY), password: `file:${file('password', PASSWORD)}`, retry_hours: 1 },
  };
  const schedule = { report: 'itemised', as: 'finance', formats: ['csv', 'xlsx'], mail: to };
  await desk.apply({ mail, report_schedules: { monthly: schedule } });
  await desk.ingest({ start: '2026-10-20 09:00:00' });
}

test('a mail that was put off is sent again after a while, with the very files that were stored', async () => {
  await opening({ put_off: 2 }, 'anna@example.org');
  expect((await desk.run('report schedule run monthly')).exit).toBe(1);
  await desk.out('jobs run', 'reports');
  expect((await desk.deliveries())[0]?.dispatches[0]?.attempts).toHaveLength(1);
  for (const minutes of [1, 2]) {
    desk.now += minutes * 60_000;
    // What arrived meanwhile is not in it: it is the report that was made.
    await desk.ingest({ start: '2026-10-21 09:00:00' });
    await desk.out('jobs run', 'reports');
  }
  const [made, ...others] = await desk.deliveries();
  expect([others, made?.dispatches]).toMatchObject([[], [{ state: 'delivered', attempts: { length: 3 } }]]);
  const [mail, ...more] = server.mails;
  expect(more).toEqual([]);
  const files = mail === undefined ? {} : attachmentsOf(mail);
  expect(files.csv?.toString()).toContain('+498923125****');
  expect(files.csv?.toString().trim().split('\n')).toHaveLength(2);
  expect(files.xlsx?.toString('latin1').startsWith('PK')).toBe(true);
});

test('a mail server that is not there is tried for one mailbox, and the others wait for the next round', async () => {
  await opening({}, 'anna@example.org', 'ben@example.org', 'carla@example.org');
  await server.close();
  const tries = async (): Promise<number[]> => {
    const [made] = await desk.deliveries();
    return made?.dispatches.map(({ attempts }) => attempts.length) ?? [];
  };
  expect((await desk.run('report schedule run monthly')).exit).toBe(1);
  expect(await tries()).toEqual([1, 0, 0]);
  await desk.out('jobs run', 'reports');
  expect(await tries()).toEqual([1, 1, 0]);
});

test('a mailbox that is refused keeps the report from no other, and no address stands in an alarm', async () => {
  await opening({}, 'nobody@example.org', 'anna@example.org');
  expect((await desk.run('report schedule run monthly')).exit).toBe(1);
  expect(server.mails.map(({ to }) => to)).toEqual([['anna@example.org']]);
  const [made] = await desk.deliveries();
  expect(made?.dispatches).toMatchObject([
    {
      address: 'nobody@example.org',
      state: 'failed',
      attempts: [{ detail: expect.stringMatching(/550 no mailbox …/) }],
    },
    { address: 'anna@example.org', state: 'delivered' },
  ]);
  const { out } = await desk.run('jobs list');
  expect(out).toContain('report 1 of schedule monthly could not be delivered (mail, EENVELOPE)');
  expect(out).not.toContain('example.org');
});

test('killed after the server took a mail and before that was noted, it is sent again, and is known by its Message-ID', async () => {
  let kill = (): void => {};
  await opening({ came: () => kill() }, 'anna@example.org');
  const program = spawn(
    join(ROOT, 'ledgerline'),
    ['report', 'schedule', 'run', 'monthly', '--data', desk.folder],
    { detached: true, stdio: 'ignore' },
  );
  // The launcher and what it started.
  kill = () => void process.kill(-(program.pid ?? 0), 'SIGKILL');
  await once(program, 'exit');
  kill = () => {};
  expect(server.mails).toHaveLength(1);
  expect((await desk.deliveries())[0]?.dispatches).toMatchObject([{ state: 'waiting', attempts: [] }]);
  desk.now = Date.now();
  await desk.out('jobs run', 'reports');
  expect((await desk.deliveries())[0]?.dispatches).toMatchObject([{ state: 'delivered' }]);
  const ids = server.mails.map(({ text }) => /^Message-ID: (.*)$/m.exec(text)?.[1]);
  expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
});
