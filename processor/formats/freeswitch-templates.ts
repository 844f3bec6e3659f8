/** The variables of FreeSWITCH that a record is read from; any other stands in a template as `-`. */
export const FREESWITCH_VARIABLES = [
  ...['caller_id_name', 'caller_id_number', 'caller_id', 'ani', 'destination_number'],
  ...['start_stamp', 'answer_stamp', 'end_stamp', 'start_epoch', 'answer_epoch', 'end_epoch'],
  ...['start_uepoch', 'answer_uepoch', 'end_uepoch', 'duration', 'billsec', 'hangup_cause'],
  ...[
    'uuid',
    'bleg_uuid',
    'originating_leg_uuid',
    'signal_bond',
    'accountcode',
    'userfield',
    'call_clientcode',
  ],
  ...['channel_name', 'bridge_channel', 'last_app', 'direction', 'sip_gateway_name'],
] as const;
export type FreeswitchVariable = (typeof FREESWITCH_VARIABLES)[number];
export const UNREAD = '-';
export type Template = readonly (FreeswitchVariable | typeof UNREAD)[];

const unread = (columns: number): Template => Array.from({ length: columns }, () => UNREAD);

/** The template that is built in, which is also that of `sql`; three others have more columns behind it. */
const DEFAULT: Template = [
  ...(['caller_id_name', 'caller_id_number', 'destination_number', UNREAD] as const),
  ...(['start_stamp', 'answer_stamp', 'end_stamp', 'duration', 'billsec'] as const),
  ...(['hangup_cause', 'uuid', 'bleg_uuid', 'accountcode'] as const),
];
const EXAMPLE: Template = [...DEFAULT, ...unread(2)];
const LINKSYS: Template = [...DEFAULT, ...unread(4)];
const SNOM: Template = [...DEFAULT, ...unread(3), 'call_clientcode', ...unread(3)];
const ASTERISK: Template = [
  ...(['accountcode', 'caller_id_number', 'destination_number', UNREAD, 'caller_id'] as const),
  ...(['channel_name', 'bridge_channel', 'last_app', UNREAD] as const),
  ...(['start_stamp', 'answer_stamp', 'end_stamp', 'duration', 'billsec'] as const),
  ...(['hangup_cause', UNREAD, 'uuid', 'userfield'] as const),
];
const OPENCDRRATE: Template = [
  ...(['uuid', 'signal_bond', 'direction', 'ani', 'destination_number'] as const),
  ...(['answer_stamp', 'end_stamp', 'billsec', 'accountcode', 'userfield'] as const),
  ...([...unread(2), 'sip_gateway_name'] as const),
];

const BY_WIDTH: ReadonlyMap<number, Template> = new Map(
  [DEFAULT, EXAMPLE, LINKSYS, ASTERISK, SNOM].map((template) => [template.length, template]),
);
const DIRECTIONS = new Set(['inbound', 'outbound']);

/** The template of cdr_csv.conf.xml that a record was written by; null where none has its width. */
export function templateOf(values: readonly string[]): Template | null {
  // Two templates have 13 columns; only one begins with an id and says a direction.
  if (values.length === OPENCDRRATE.length && DIRECTIONS.has(values[2] ?? '')) return OPENCDRRATE;
  return BY_WIDTH.get(values.length) ?? null;
}

export const KNOWN_WIDTHS = [...BY_WIDTH.keys()].sort((a, b) => a - b);
