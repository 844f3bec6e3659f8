import { z } from 'zod';
import { again } from '../back-off.ts';
import { backOff, FILE_OPTIONS, pickUpOptions } from '../files/file-options.ts';
import { folderRound } from '../files/folder-rounds.ts';
import { LocalFolder } from '../files/local-folder.ts';
import { PickUp } from '../files/pick-up.ts';
import { defineSource } from '../source.ts';

const options = z.strictObject({
  folder: z
    .string()
    .min(1)
    .describe(
      'the folder to look into, on this machine or mounted; a relative one begins at the data folder',
    ),
  interval_seconds: z.number().positive().max(86_400).default(10).describe('time between two looks'),
  ...FILE_OPTIONS,
});

/** Takes files from a folder that telephone systems or other programs write to. */
export const watch = defineSource({
  name: 'watch',
  summary: 'Files that appear or grow in a folder of this machine.',
  promise:
    'Every byte that a look finds is taken exactly once, also when files grow, are rotated or are sent again; a file is moved or deleted only when its raw copy is on disk.',
  stream: false,
  options,
  example: { folder: '/var/spool/asterisk/cdr-csv', files: ['Master.csv*'] },
  places: ['folder'],
  open(settings, context) {
    const { folder, subfolders, interval_seconds } = settings;
    const pickUp = new PickUp(context, pickUpOptions(settings));
    const open = async () => new LocalFolder(folder, subfolders);
    return {
      async run(signal) {
        const times = { ...backOff(settings), pause_ms: interval_seconds * 1000 };
        await again(signal, times, (retries) =>
          folderRound(context, { pickUp, peer: folder, retries, signal, open, always: false }),
        );
      },
    };
  },
});
