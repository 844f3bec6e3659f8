/** Runs every job of a night and kills itself before the given step of the store: FOLDER STEP */
import type { WritingStore } from '../../store/store.ts';
import { runAllJobs } from './all-jobs.ts';

const [folder = '', step = ''] = process.argv.slice(2);
let steps = 0;

function dying(store: WritingStore): WritingStore {
  return new Proxy(store, {
    get: (target, name) => {
      const method = target[name as keyof WritingStore] as (...given: unknown[]) => Promise<unknown>;
      if (typeof method !== 'function') return method;
      return (...given: unknown[]) => {
        steps += 1;
        if (steps === Number(step)) process.kill(process.pid, 'SIGKILL');
        return method(...given);
      };
    },
  });
}

await runAllJobs(folder, dying);
console.log(steps);
