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
