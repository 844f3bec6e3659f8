import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logReaders } from '../../cli/service/log-readers.ts';
import { endOwnReaders } from '../../cli/service/own-readers.ts';
import { inFolder } from '../test-folder.ts';

const unless = existsSync('/proc/locks') ? '' : ' (skipped: this system lists no locks)';

test.skipIf(!existsSync('/proc/locks'))(
  `another process that reads is known by its number and program, and no more when it only stands by${unless}`,
  async () => {
    await inFolder(async (data) => {
      const reader = spawn(process.execPath, ['--input-type=module', '-e', READER, join(data.folder)], {
        stdio: ['pipe', 'pipe', 'inherit'],
        cwd: join(import.meta.dirname, '../..'),
      });
      await once(reader.stdout, 'data');
      const named = [expect.stringMatching(new RegExp(`^process ${reader.pid} \\(\\S+\\)$`))];
      expect(logReaders(data.folder)).toEqual(named);
      reader.stdin.write('done\n');
      await once(reader.stdout, 'data');
      expect(logReaders(data.folder)).toEqual([]);
      reader.stdin.end();
      await once(reader, 'exit');
    });
  },
);

const READER = `
import { openReadingStore } from './store/reading-store.ts';
const { connection } = openReadingStore(process.argv[1]);
connection.exec('begin');
connection.prepare('select count(*) from call').get();
console.log('reading');
process.stdin.once('data', () => {
  connection.exec('commit');
  console.log('standing by');
  process.stdin.once('end', () => process.exit());
});
`;

test('where no locks are listed, nobody is named', async () => {
  await inFolder(async (data) => expect(logReaders(data.folder, join(data.folder, 'nothing'))).toEqual([]));
});

test.skipIf(!existsSync('/proc/locks'))(
  `a command of ours that reads on and on is ended, busy or not, and nobody else is${unless}`,
  async () => {
    await inFolder(async (data) => {
      for (const [own, busy, signal] of [
        [true, false, 'SIGTERM'],
        [true, true, 'SIGKILL'],
        [false, false, null],
      ] as const) {
        const script = `${own ? OWN : ''}${READER}${busy ? 'for (;;);' : ''}`;
        const reader = spawn(process.execPath, ['--input-type=module', '-e', script, data.folder], {
          stdio: ['pipe', 'pipe', 'inherit'],
          cwd: join(import.meta.dirname, '../..'),
        });
        await once(reader.stdout, 'data');
        const ended = once(reader, 'exit');
        expect(await endOwnReaders(data.folder)).toBe(own ? 1 : 0);
        if (signal === null) reader.kill('SIGKILL');
        expect(await ended).toEqual([null, signal ?? 'SIGKILL']);
        expect(logReaders(data.folder)).toEqual([]);
      }
    });
  },
);

// As the program does: it ends in good order when it can.
const OWN = `
import { registerReader } from './cli/service/own-readers.ts';
registerReader(process.argv[1]);
process.once('SIGTERM', () => process.kill(process.pid, 'SIGTERM'));
`;
