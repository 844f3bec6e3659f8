/** Telephones, soft clients and analogue adapters, by the beginnings that the system demands of their names. */
const STATION = /^(?:(?:SEP|CSF|BOT|TCT|TAB)[\w.-]|(?:ATA|AN)[0-9A-F]{10})/;
/** Bridges, music, announcements, CTI ports and voicemail ports, by the names that the system proposes. */
const SERVICE = /^(?:(?:CFB|MTP|MOH|ANN|IVR)(?:_\d|[0-9A-F]{10})|CTI)|-VI\d{1,4}$/;

/** One side of a call: its device and the IncomingProtocolID or OutgoingProtocolID that belongs to it. */
export interface CucmSide {
  readonly device: string;
  readonly protocol: string;
}

export function isStation(device: string): boolean {
  return STATION.test(device);
}

/** The number of a station, which is its extension however long it is: many sites number their sets in E.164. */
export function stationNumber(device: string, number: string): string | null {
  return isStation(device) && /^\+?\d{2,15}$/.test(number) ? number : null;
}

/**
 * The caller's gateway or trunk, else the called party's; of two, the one that spoke a trunk protocol. Their names
 * are free, so a trunk is what is neither a station nor a service nor named by `noTrunks`.
 */
export function trunkBetween(from: CucmSide, to: CucmSide, noTrunks: readonly string[]): string | null {
  const isTrunk = ({ device }: CucmSide): boolean =>
    device !== '' &&
    !STATION.test(device) &&
    !SERVICE.test(device) &&
    !noTrunks.some((start) => device.startsWith(start));
  if (!isTrunk(from)) return isTrunk(to) ? to.device : null;
  return isTrunk(to) && !spokeTrunk(from) && spokeTrunk(to) ? to.device : from.device;
}

/** SIP, H.323 or Q.931; 3 is CTI, 0 is none. */
function spokeTrunk({ protocol }: CucmSide): boolean {
  return protocol === '1' || protocol === '2' || protocol === '4';
}
