import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

test('of a file in which more lines must not stay than are blanked at once, none stays, and the ledger holds', async () => {
  const desk = new CommandDesk();
  try {
    const sites = { office: { country: 'DE', area_code: '30', time_zone: 'UTC' } };
    const privacy = { exclude: [{ name: 'works-council', numbers: ['+4989231250002'] }] };
    const pbx = { kind: 'watch', site: 'office', driver: 'asterisk-csv', folder: '/nowhere', enabled: false };
    const document = { sites, sources: { pbx }, privacy };
    await desk.out('config', 'apply', desk.write('c.yaml', JSON.stringify(document)));
    const lines = Array.from({ length: 4_500 }, (_, n) =>
      asteriskLine({ dst: '089231250002', uniqueid: `1793005200.${n}` }),
    );
    await desk.out('ingest', '--source', 'pbx', desk.write('m.csv', `${lines.join('\n')}\n`));
    const [ledger] = await desk.json<object[]>('ledger');
    expect(ledger).toMatchObject({ lines: 4_500, excluded: 4_500 });
    const raw = join(desk.folder, 'raw');
    const copies = readdirSync(raw, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    expect(copies).toHaveLength(1);
    for (const { parentPath, name } of copies)
      expect(readFileSync(join(parentPath, name), 'latin1')).not.toContain('231250002');
    expect(await desk.out('verify')).toContain('All is well');
  } finally {
    desk.remove();
  }
});
