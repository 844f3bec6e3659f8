import type { Driver } from './driver.ts';
import { threeCx } from './drivers/3cx.ts';
import { alcatelOxo } from './drivers/alcatel-oxo.ts';
import { asteriskCsv } from './drivers/asterisk-csv.ts';
import { asteriskCustom } from './drivers/asterisk-custom.ts';
import { avayaCm } from './drivers/avaya-cm.ts';
import { avayaIpOffice } from './drivers/avaya-ip-office.ts';
import { broadworks } from './drivers/broadworks.ts';
import { ciscoCmr } from './drivers/cisco-cmr.ts';
import { ciscoCucm } from './drivers/cisco-cucm.ts';
import { delimited } from './drivers/delimited.ts';
import { ericssonBp250 } from './drivers/ericsson-bp250.ts';
import { fixedWidth } from './drivers/fixed-width.ts';
import { freepbxExport } from './drivers/freepbx-export.ts';
import { freeswitchCsv } from './drivers/freeswitch-csv.ts';
import { freeswitchJson } from './drivers/freeswitch-json.ts';
import { freeswitchXml } from './drivers/freeswitch-xml.ts';
import { grandstream } from './drivers/grandstream.ts';
import { hipath3000 } from './drivers/hipath-3000.ts';
import { ledgerlineTransfer } from './drivers/ledgerline-transfer.ts';
import { lgLdk } from './drivers/lg-ldk.ts';
import { mitel3300 } from './drivers/mitel-3300.ts';
import { mitel5000 } from './drivers/mitel-5000.ts';
import { mitelOffice } from './drivers/mitel-office.ts';
import { necNeax } from './drivers/nec-neax.ts';
import { nortelMeridian } from './drivers/nortel-meridian.ts';
import { openscapeVoice } from './drivers/openscape-voice.ts';
import { panasonic } from './drivers/panasonic.ts';
import { radiusDetail } from './drivers/radius-detail.ts';
import { samsungOfficeserv } from './drivers/samsung-officeserv.ts';
import { teamsPstn } from './drivers/teams-pstn.ts';
import { toshibaCtx } from './drivers/toshiba-ctx.ts';

/** Every driver there is. A new one is one file and one line here. */
export const DRIVERS: Readonly<Record<string, Driver>> = {
  'asterisk-csv': asteriskCsv,
  'avaya-cm': avayaCm,
  'avaya-ip-office': avayaIpOffice,
  'asterisk-custom': asteriskCustom,
  'freepbx-export': freepbxExport,
  'freeswitch-csv': freeswitchCsv,
  '3cx': threeCx,
  broadworks,
  'teams-pstn': teamsPstn,
  'cisco-cucm': ciscoCucm,
  'cisco-cmr': ciscoCmr,
  delimited,
  'fixed-width': fixedWidth,
  'openscape-voice': openscapeVoice,
  'hipath-3000': hipath3000,
  'mitel-3300': mitel3300,
  'mitel-5000': mitel5000,
  'mitel-office': mitelOffice,
  panasonic,
  'alcatel-oxo': alcatelOxo,
  'ericsson-bp250': ericssonBp250,
  'lg-ldk': lgLdk,
  'nec-neax': necNeax,
  'nortel-meridian': nortelMeridian,
  'samsung-officeserv': samsungOfficeserv,
  'toshiba-ctx': toshibaCtx,
  'freeswitch-json': freeswitchJson,
  'freeswitch-xml': freeswitchXml,
  'radius-detail': radiusDetail,
  grandstream,
  'ledgerline-transfer': ledgerlineTransfer,
};
