import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dayOf, showDay } from '../../../record/calendar.ts';
import { Service } from '../../bad-input/as-a-user.ts';
import { CommandDesk } from '../command-desk.ts';

const OPTIONS = { options: ['--log-folder', 'logs'] };
const CURRENT = /^ledgerline-\d{4}-\d{2}-\d{2}\.log$/;
const OLD = `ledgerline-${showDay(dayOf(Date.now()) - 12)}.log`;

let desk: CommandDesk;
let logs: string;

beforeEach(async () => {
  desk = new CommandDesk();
  desk.now = Date.now();
  logs = join(desk.folder, 'logs');
  const document = { sites: {}, retention: { log_files: '10 days' } };
  await desk.out('config apply', desk.write('one.yaml', JSON.stringify(document)));
});

afterEach(() => desk.remove());

const written = (): string =>
  existsSync(logs)
    ? readdirSync(logs)
        .map((name) => readFileSync(join(logs, name), 'utf8'))
        .join('')
    : '';
const says = (words: string) => expect.poll(written, { interval: 50 }).toContain(words);

test('a service that is given a folder for its log writes it there, and its job removes what is old', async () => {
  mkdirSync(logs);
  writeFileSync(join(logs, OLD), '{}\n');
  const service = new Service(desk.folder, OPTIONS);
  await says('the service is running');
  expect(await desk.out('jobs run', 'log-files')).toContain('log files gone');
  await service.stop();
  expect([service.log, service.unread]).toEqual([[], []]);
  const [current = '', ...others] = readdirSync(logs);
  expect([current, others]).toEqual([expect.stringMatching(CURRENT), []]);
  expect(statSync(join(logs, current)).mode & 0o777).toBe(0o600);
  expect(written()).toContain('the service has stopped');
  // A command without a service knows the folder that was given last.
  writeFileSync(join(logs, OLD), '{}\n');
  expect(await desk.out('jobs run', 'log-files')).toContain('log files gone');
  expect(existsSync(join(logs, OLD))).toBe(false);
});

test('a plan beside the service, and the preview, know of the files of the log that the job removes then', async () => {
  mkdirSync(logs);
  for (const name of [OLD, OLD.replace('.log', '.2.log')]) writeFileSync(join(logs, name), '{}\n');
  const planned = async (): Promise<unknown> => {
    const [plan] = JSON.parse(await desk.out('jobs plan', 'log-files', '--json')) as { counts: unknown }[];
    return plan?.counts;
  };
  expect(await planned()).toEqual({});
  const service = new Service(desk.folder, OPTIONS);
  await says('the service is running');
  expect(await planned()).toEqual({ log_files_gone: 2 });
  expect(await desk.out('retention preview')).toContain('log files');
  expect(await desk.out('jobs run', 'log-files')).toContain('log files gone 2');
  await service.stop();
  expect(await planned()).toEqual({});
  writeFileSync(join(logs, OLD), '{}\n');
  // One that is given no folder leaves the old one as it is.
  const other = new Service(desk.folder);
  await other.said('the service is running');
  expect(await planned()).toEqual({});
  await other.stop();
});

test('where the folder cannot be written the service runs, and says why on standard error before what it has to say', async () => {
  writeFileSync(logs, 'a file');
  const service = new Service(desk.folder, OPTIONS);
  await service.said('the service is running');
  await service.stop();
  expect(service.log[0]).toMatchObject({
    level: 'error',
    msg: expect.stringContaining('cannot be written into its folder'),
    folder: logs,
    hint: expect.stringContaining('goes back'),
  });
  expect(service.log.filter(({ msg }) => msg.includes('cannot be written'))).toHaveLength(1);
  expect(service.log.at(-1)).toMatchObject({ msg: 'the service has stopped' });
});
