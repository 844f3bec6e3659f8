import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { notShown } from '../access/not-shown.ts';
import type { Sight } from '../access/sight.ts';
import type { ReportSources } from '../reports/report.ts';
import { unreadableFile } from './configuration-files.ts';

/** Where somebody stands who asks for a report. */
export interface ReportPlace {
  /** From which names of files count. */
  readonly cwd: string;
}

/** What reports are made of besides calls, by the rights that the commands of it ask for. */
export function upkeepSources(sight: Sight, { cwd }: ReportPlace): Pick<ReportSources, 'bill'> {
  return {
    async bill(file) {
      if (sight.view.mask.length > 0) throw notShown(sight, 'Numbers, by which a bill is compared, are');
      try {
        return readFileSync(resolve(cwd, file));
      } catch (cause) {
        throw unreadableFile(file, cause);
      }
    },
  };
}
