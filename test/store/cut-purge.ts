import { dayOf } from '../../record/calendar.ts';
import type { CallsToAge } from '../../store/deleting-store.ts';
import { ARRIVAL, asteriskLine, KEY } from '../asterisk-lines.ts';

/** Calls of one day, a batch of which goes after every line that comes. */
export const OLD_CALLS = 60;
export const BATCH = 5;
export const OLD_DAY: number = dayOf(Date.UTC(2026, 5, 1));

export const oldLines: string = Array.from({ length: OLD_CALLS }, (_, at) =>
  asteriskLine({ start: '2026-06-01 09:00:00', talk: 60 + at, uniqueid: `1780000000.${at}` }),
).join('\n');

export const newLine = (at: number): string =>
  `${asteriskLine({ talk: 600 + at, uniqueid: `1793005200.${at}` })}\n`;

export const BATCH_OF_OLD: CallsToAge = {
  ...{
    step: 'gone',
    day: OLD_DAY,
    edge: OLD_DAY + 1,
    held: false,
    withTotals: true,
    limit: BATCH,
    remembered_from: OLD_DAY,
  },
  ...{ today: dayOf(ARRIVAL), mask: [], anonymity: { sites_of: {}, smallest_group: 5 }, key: KEY },
};
