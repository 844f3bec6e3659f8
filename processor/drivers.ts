import type { Driver } from './driver.ts';
import { asteriskCsv } from './drivers/asterisk-csv.ts';
import { ciscoCucm } from './drivers/cisco-cucm.ts';
import { openscapeVoice } from './drivers/openscape-voice.ts';

/** Every driver there is. A new one is one file and one line here. */
export const DRIVERS: Readonly<Record<string, Driver>> = {
  'asterisk-csv': asteriskCsv,
  'cisco-cucm': ciscoCucm,
  'openscape-voice': openscapeVoice,
};
