import type { Driver } from './driver.ts';
import { asteriskCsv } from './drivers/asterisk-csv.ts';
import { avayaCm } from './drivers/avaya-cm.ts';
import { avayaIpOffice } from './drivers/avaya-ip-office.ts';
import { ciscoCucm } from './drivers/cisco-cucm.ts';
import { delimited } from './drivers/delimited.ts';
import { hipath3000 } from './drivers/hipath-3000.ts';
import { mitel3300 } from './drivers/mitel-3300.ts';
import { mitel5000 } from './drivers/mitel-5000.ts';
import { openscapeVoice } from './drivers/openscape-voice.ts';
import { panasonic } from './drivers/panasonic.ts';

/** Every driver there is. A new one is one file and one line here. */
export const DRIVERS: Readonly<Record<string, Driver>> = {
  'asterisk-csv': asteriskCsv,
  'avaya-cm': avayaCm,
  'avaya-ip-office': avayaIpOffice,
  'cisco-cucm': ciscoCucm,
  delimited,
  'openscape-voice': openscapeVoice,
  'hipath-3000': hipath3000,
  'mitel-3300': mitel3300,
  'mitel-5000': mitel5000,
  panasonic,
};
