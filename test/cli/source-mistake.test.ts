import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Service, startService } from '../../cli/service/service.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

let desk: CommandDesk;
let service: Service | null = null;

beforeEach(() => {
  desk = new CommandDesk();
});

afterEach(async () => {
  await service?.stop();
  service = null;
  desk.remove();
});

test('a mistake of ours that ends a source ends the service, which is started anew, instead of leaving it deaf', async () => {
  mkdirSync(join(desk.place, 'drop'));
  desk.write(
    'drop/Master.csv',
    `${asteriskLine()}
`,
  );
  const kind = { kind: 'watch', site: 'berlin', driver: 'asterisk-csv', interval_seconds: 0.05 };
  const sources = { drop: { ...kind, folder: join(desk.place, 'drop') } };
  const document = JSON.stringify({ sites: { berlin: { country: 'DE' } }, sources });
  await desk.out('config apply', desk.write('ledgerline.yaml', document));
  let started = false;
  const now = (): number => {
    if (started) throw new TypeError('a mistake of ours');
    return desk.now;
  };
  service = await startService(desk.folder, now, () => {});
  started = true;
  expect(await service.failure).toMatchObject({ message: 'a mistake of ours' });
});
