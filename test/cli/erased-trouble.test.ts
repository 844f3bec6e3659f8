import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DATABASE_FILE } from '../../store/database-file.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

const NUMBER = '+4989231250001';
let desk: CommandDesk;

beforeEach(() => {
  desk = new CommandDesk();
});
afterEach(() => desk.remove());

test('why a report could not be made names nobody any more who is erased', async () => {
  const file = desk.write('calls.csv', `${asteriskLine({ dst: NUMBER })}\n`);
  await desk.out('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', '--country', 'DE', file);
  const database = new Database(join(desk.folder, DATABASE_FILE));
  const trouble = `Nothing is known of ${NUMBER}.`;
  database
    .prepare(
      `insert into statement (id, schedule, report, started_at, ended_at, asked_by, day, of_people, state, trouble)
       values (1, 'monthly', 'itemised', 0, 0, 'os:somebody', 20000, 1, 'failed', ?)`,
    )
    .run(trouble);
  database.prepare('insert into statement_try (id, statement, at, detail) values (1, 1, 0, ?)').run(trouble);
  database.close();
  await desk.out('subject', 'erase', NUMBER, '--yes', '--reason', 'asked for');
  const after = new Database(join(desk.folder, DATABASE_FILE), { readonly: true });
  const texts = after
    .prepare('select trouble from statement union all select detail from statement_try')
    .pluck();
  expect(texts.all()).toEqual([expect.not.stringContaining(NUMBER), expect.not.stringContaining(NUMBER)]);
  after.close();
});
