import type { Driver } from './driver.ts';
import { asteriskCsv } from './drivers/asterisk-csv.ts';
import { hipath3000 } from './drivers/hipath-3000.ts';
import { mitel3300 } from './drivers/mitel-3300.ts';

/** Every driver there is. A new one is one file and one line here. */
export const DRIVERS: Readonly<Record<string, Driver>> = {
  'asterisk-csv': asteriskCsv,
  'hipath-3000': hipath3000,
  'mitel-3300': mitel3300,
};
