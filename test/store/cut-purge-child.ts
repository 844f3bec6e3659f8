/** Takes in a line and purges a batch, in turn, and kills itself behind one of both: FOLDER STEP */
import { writeSync } from 'node:fs';
import { asteriskSettings } from '../asterisk-lines.ts';
import { TestFolder } from '../test-folder.ts';
import { BATCH_OF_OLD, newLine, OLD_DAY } from './cut-purge.ts';

const [folder = '', last = ''] = process.argv.slice(2);
const data = new TestFolder(asteriskSettings(), folder);
const { store } = data;

let steps = 0;
function told(what: string): void {
  writeSync(1, `${what}\n`);
  steps += 1;
  if (steps === Number(last)) process.kill(process.pid, 'SIGKILL');
}

while (!(await store.listCalls(OLD_DAY, true)));
for (let at = 0; ; at++) {
  await data.file(newLine(at));
  told('line');
  await store.ageCalls(BATCH_OF_OLD);
  told('batch');
}
