/** Technologies whose peers are sets; on others (DAHDI, Zap, CAPI, mISDN) a number is that of a line. */
const OF_SETS = new Set(['PJSIP', 'SIP', 'IAX2', 'SCCP', 'Skinny', 'MGCP', 'USTM', 'Local', 'Agent']);

/** What the two channels of a record say of its parties. */
export interface ChannelParties {
  readonly calling_extension: string | null;
  readonly called_extension: string | null;
  readonly trunk: string | null;
}

export function channelParties(channel: string, dstchannel: string): ChannelParties {
  const from = peerOf(channel);
  const to = peerOf(dstchannel);
  const callingSet = setOf(from);
  const calledSet = setOf(to);
  return {
    calling_extension: callingSet,
    called_extension: calledSet,
    trunk: trunkOf(callingSet === null ? from : '') ?? trunkOf(calledSet === null ? to : ''),
  };
}

/**
 * `SIP/provider-0000001a` → `SIP/provider`; `Local/301@inside-0001;2` → `Local/301`. What follows a second slash goes
 * too: there `DAHDI/i1/030231250001-3` has the number that was called.
 */
function peerOf(channel: string): string {
  const slash = channel.indexOf('/');
  if (slash === -1) return '';
  const at = channel.indexOf('@', slash);
  const second = channel.indexOf('/', slash + 1);
  if (second !== -1 && (at === -1 || second < at)) return channel.slice(0, second);
  const dash = channel.lastIndexOf('-');
  return channel.slice(0, at !== -1 ? at : dash > slash ? dash : channel.length);
}

/** The extension behind a set's channel: a peer that is named by 2 to 6 digits, or was before they were withheld. */
function setOf(peer: string): string | null {
  const slash = peer.indexOf('/');
  const name = peer.slice(slash + 1);
  return /^(?:[1-9]\d{1,5}|\*{2,6})$/.test(name) && OF_SETS.has(peer.slice(0, slash)) ? name : null;
}

function trunkOf(peer: string): string | null {
  return peer === '' || peer.startsWith('Local/') ? null : peer;
}

/** The set that was rung where another number was called: each member of a group or queue has a record of its own. */
export function stationBehind(called: string, set: string | null): string {
  return set === null || set === called || set.startsWith('*') ? '' : set;
}

/** `"Name" <123>` or `Name` → Name, unless it only repeats the number. */
export function callerName(clid: string, number: string): string | null {
  // Exports that forget to double the quotes leave those of the column around the value.
  const whole = clid.startsWith('""') && clid.endsWith('>"') ? clid.slice(1, -1) : clid;
  const open = whole.lastIndexOf('<');
  let name = (open === -1 ? whole : whole.slice(0, open)).trim();
  // Some readers take away the first quote of the name, and leave the one behind it.
  if (name.startsWith('"')) name = name.slice(1);
  if (name.endsWith('"')) name = name.slice(0, -1);
  name = name.trim();
  if (name === '' || name === number) return null;
  return open === -1 && /^[+*#\d]+$/.test(name) ? null : name;
}
