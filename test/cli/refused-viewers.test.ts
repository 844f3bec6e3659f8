import { afterAll, expect, test } from 'vitest';
import { CommandDesk } from './command-desk.ts';

const desk = new CommandDesk();
afterAll(() => desk.remove());

test('legal holds, which name numbers and count their calls, are only for who is shown every call whole', async () => {
  await desk.out('config apply', desk.write('c.yaml', 'users: { os:fay: { role: finance } }\n'));
  await desk.out('hold place', '--reason', 'a case', '--number', '+4989231250001');
  const refused = { exit: 1, out: '', err: expect.stringContaining('Legal holds are not shown to') };
  expect(await desk.run('hold list', '--as', 'finance')).toMatchObject(refused);
  desk.principal = 'os:fay';
  expect(await desk.run('hold list')).toMatchObject(refused);
  expect(await desk.run('hold place', '--reason', 'x', '--number', '+4989231250002')).toMatchObject(refused);
  expect(await desk.run('hold release', '1', '--reason', 'x')).toMatchObject(refused);
});

test.each([
  ['backup create', 'Backups are'],
  ['backup list', 'Backups are'],
  ['backup verify --all', 'Backups are'],
  ['backup restore x.age --into there', 'Backups are'],
  ['archive run', 'Archives are'],
  ['archive list', 'Archives are'],
  ['archive verify', 'Archives are'],
  ['archive restore 2024-03', 'Archives are'],
  ['config show', 'The configuration is'],
  ['config diff c.yaml', 'The configuration is'],
  ['config history', 'The configuration is'],
  ['sources sessions', 'Sessions of sources are'],
  ['sources list', 'Sources and their files are'],
  ['sources gaps', 'Sources and their files are'],
  ['sources trust pbx', 'Keys of sources are'],
])('%s is for who runs the machine', async (command, what) => {
  const users =
    'users: { os:sue: { role: supervisor }, os:uli: { role: user, extensions: ["201"] }, os:adam: { role: administrator } }\n';
  desk.principal = 'os:somebody';
  await desk.out('config apply', desk.write('c.yaml', users));
  for (const who of ['os:sue', 'os:uli']) {
    desk.principal = who;
    expect(await desk.run(command)).toMatchObject({
      exit: 1,
      err: expect.stringContaining(`${what} not shown to`),
    });
  }
  desk.principal = 'os:adam';
  expect((await desk.run(command)).err).not.toContain('not shown to');
});

test('a document in which nobody may do anything is put right by whoever may write the data folder', async () => {
  desk.principal = 'os:somebody';
  await desk.out('config apply', desk.write('c.yaml', 'users: { os:sue: { role: supervisor } }\n'));
  desk.principal = 'os:sue';
  expect((await desk.run('config show')).err).toContain('The configuration is not shown to');
  await desk.out('config apply', desk.write('c.yaml', 'users: { os:sue: { role: administrator } }\n'));
  await desk.out('config show');
});
