import { mkdir, rm } from 'node:fs/promises';
import { describe } from 'vitest';
import { watch } from '../../collector/sources/watch.ts';
import { dropFolder, QUICK } from './drop-folder.ts';
import { describeSource, type OtherSide } from './source-contract.ts';

describe.each(['leave', 'move', 'rename', 'delete'])('watch, afterwards: %s', (afterwards) => {
  describeSource(
    watch,
    async (): Promise<OtherSide> => {
      const { folder, drop } = await dropFolder();
      return {
        settings: { folder, afterwards, ...QUICK },
        deliver: drop,
        goAway: () => rm(folder, { recursive: true }),
        comeBack: async () => {
          await mkdir(folder);
        },
        close: () => rm(folder, { recursive: true, force: true }),
      };
    },
    { keepsUntilTaken: true },
  );
});
