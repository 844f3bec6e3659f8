import type { Direction } from '../../record/call.ts';

/** The words of a heading in small letters: `startDate`, `START_DATE` and `Start date` are the same. */
export function titleWords(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}

/** What the heading of a column may say, in English and German and as databases call it. */
export const TITLES = {
  started: /\b(start|started|begin|beginn|begins|setup|call ?date|origination|invite|anfang|seizure|offer)/,
  answered_at: /\b(answer|answered|connect|connected|established|pickup|angenommen)/,
  ended: /\b(end|ended|ende|stop|disconnect|release|hangup|finish|finished|teardown)/,
  time: /\b(date|time|datum|zeit|uhrzeit|uhr|tag|day|stamp|timestamp|epoch)|time$|date$/,
  duration:
    /\b(dur|duration|dauer|talk|talktime|billsec|length|elapsed|seconds|secs?|gespr\w*|conversation|minutes|mins?|ms|millis\w*|msec)\b/,
  talk: /\b(talk|talktime|billsec|gespr\w*|conversation|billable)\b/,
  ring: /\b(ring|ringing|ruf|rufzeit|rufdauer|klingel\w*|wait|waiting|tta|alerting)\b/,
  calling:
    /\b(calling|caller|src|source|from|von|anrufer|ani|origin\w*|a ?number|a ?party|phone ?number|subscriber|quelle|charged)\b/,
  station: /\b(ext|extn|extension|nebenstelle|nst|station|teilnehmer|tln|user|agent|room|intern)\b/,
  called:
    /\b(called|callee|dst|dest|destination|to|nach|dialed|dialled|ziel|b ?number|b ?party|dnis|angerufener?)\b|\bdest /,
  other: /\b(number|nummer|rufnummer|gegenstelle|digits|remote|other|externe?|phone)\b/,
  trunk: /\b(trunk|trk|line|leitung|lt|ltg|co|amt|route|gateway|bundle|circuit)\b/,
  account: /\b(account|acct|acc|accountcode|project|projekt|konto|kostenstelle|cost ?cent\w*)\b/,
  cause: /\b(cause|disposition|result|ergebnis|status|grund|reason|release cause|outcome)\b/,
  name: /\b(name|clid|display)\b|name$/,
  money: /\b(cost|costs|price|amount|betrag|kosten|preis|geb\p{L}*|fee|charge|charges|tax|sum)\b/u,
  key: /\b(id|uuid|guid|unique ?id|uniqueid|key|callid|call ?id|linkedid|seq|sequence|identifier)\b/,
  direction: /\b(dir|direction|richtung|in out|io|call type|type|typ|art)\b/,
  answered: /\b(answered|disposition|status|result|ergebnis|success|angenommen)\b/,
  machine:
    /\b(ip|ipv\d\w*|port|node|span|device|packets|octets|bandwidth|codec|cap|resolution|host|file|login|level|leg|jitter|latency)\b/,
  secret: /\b(pin|passw\w*|password|auth|authorisation|authorization|secret|kennwort)\b/,
} as const;

/** What stands in a column for "nothing". */
export const EMPTY_WORDS: ReadonlySet<string> = new Set([
  'NULL',
  'null',
  '(null)',
  'NA',
  'N/A',
  'n/a',
  '-',
  '--',
  'none',
  'None',
  '\\N',
  'NOT_AVAILABLE',
  'undefined',
  'nil',
]);

const DIRECTION_WORDS: ReadonlyMap<string, Direction> = new Map<string, Direction>([
  ...words<Direction>('incoming', 'in incoming inbound eingehend kommend ankommend i k ic <-- <i> entrante'),
  ...words<Direction>('outgoing', 'out outgoing outbound ausgehend gehend abgehend o g og --> saliente'),
  ...words<Direction>('internal', 'int internal intern inside'),
  ...words<Direction>('transit', 'transit tandem trunk-to-trunk'),
]);

/** What a word of a direction means, beside the others of its column: I is internal where K and G are the other two. */
export function directionOf(word: string, beside: readonly string[]): Direction | null {
  const small = word.toLowerCase();
  if (small === 'i' && beside.some((other) => /^[kg]$/i.test(other))) return 'internal';
  return DIRECTION_WORDS.get(small) ?? null;
}

/** What words of a result mean. */
export const ANSWERED_WORDS: ReadonlyMap<string, boolean> = new Map([
  ...words(true, 'answered|answer|connected|completed|yes|true|ja|angenommen|beantwortet|success', '|'),
  ...words(
    false,
    'no answer|noanswer|unanswered|not answered|busy|failed|congestion|cancel|cancelled|canceled|missed|no|false|nein|nicht angenommen|nicht beantwortet|besetzt|verpasst|rejected|abandoned',
    '|',
  ),
]);

function words<Meaning>(meaning: Meaning, list: string, sign = ' '): [string, Meaning][] {
  return list.split(sign).map((word) => [word, meaning]);
}
