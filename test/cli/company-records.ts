/** A record of a company in Berlin as Asterisk writes it; each has a name of its own as calling name. */
interface CompanyRecord {
  readonly name: string;
  /** Local time in Berlin. */
  readonly start: string;
  readonly src?: string;
  readonly dst?: string;
  /** Channels; left out, 301 calls out over a trunk. */
  readonly from?: string;
  readonly to?: string;
  readonly talk?: number;
  readonly disposition?: string;
  readonly account?: string;
  readonly amaflags?: string;
  /** Calls with the same one are legs of one call. */
  readonly linked?: string;
}

const TRUNK = 'PJSIP/provider-00000002';

export const COMPANY_CONFIGURATION = `
sites:
  berlin:
    country: DE
    area_code: "30"
    time_zone: Europe/Berlin
    own_numbers: ["+4930555"]
    outside_line_prefix: "9"
sources:
  pbx: { kind: watch, site: berlin, driver: asterisk-csv, folder: /var/spool/none, enabled: false }
  other: { kind: watch, site: berlin, driver: asterisk-csv, folder: /var/spool/none, enabled: false }
thresholds:
  - { name: short, shorter_than_seconds: 5, answered: true }
`;

/** Local, in Berlin the clock goes back at three in the night from the 24th to the 25th. */
export const COMPANY: readonly CompanyRecord[] = [
  { name: 'first-minute', start: '2026-10-24 00:00:00', dst: '90302312500' },
  { name: 'last-second', start: '2026-10-24 23:59:59', dst: '9089231250001', account: '4711' },
  { name: 'midnight', start: '2026-10-25 00:00:00', dst: '9015123456789' },
  { name: 'doubled-hour', start: '2026-10-25 02:30:00', dst: '9004420794600' },
  { name: 'sunday-evening', start: '2026-10-25 23:59:59', dst: '900442079460018', account: '0815' },
  { name: 'monday', start: '2026-10-26 00:00:00', dst: '909001234567' },
  { name: 'freephone', start: '2026-10-26 08:00:00', dst: '908001234567' },
  { name: 'emergency', start: '2026-10-26 08:01:00', dst: '112' },
  { name: 'feature', start: '2026-10-26 08:02:00', dst: '*21*204#' },
  { name: 'internal', start: '2026-10-26 08:03:00', dst: '204', to: 'PJSIP/204-00000004' },
  {
    name: 'incoming',
    start: '2026-10-26 08:04:00',
    src: '+442079460018',
    dst: '+4930555204',
    from: TRUNK,
    to: 'PJSIP/204-00000005',
  },
  {
    name: 'unanswered',
    start: '2026-10-26 08:05:00',
    dst: '9089231250001',
    talk: 0,
    disposition: 'NO ANSWER',
  },
  { name: 'short', start: '2026-10-26 08:06:00', dst: '9089231250001', talk: 2 },
  { name: '=cmd|"/c calc"!A1', start: '2026-10-26 08:07:00', src: '305', dst: '9089231250002' },
  { name: 'Müller, "Änne"', start: '2026-10-26 08:08:00', src: '306', dst: 'sip:info@example.org' },
  { name: 'first-leg', start: '2026-10-26 09:00:00', linked: '1793005200.90' },
  { name: 'second-leg', start: '2026-10-26 09:00:30', src: '204', linked: '1793005200.90' },
];

/** The lines of a file in UTF-8, in the order of the records. */
export function companyLines(records: readonly CompanyRecord[] = COMPANY): string[] {
  return records.map((record, place) => {
    const { name, start, src = '301', dst = '9089231250001', talk = 60, account = '' } = record;
    const from = record.from ?? `PJSIP/${src}-00000001`;
    const clid = `"${name.replaceAll('"', "'")}" <${src}>`;
    const texts = [account, src, dst, 'inside', clid, from, record.to ?? TRUNK, 'Dial', ''];
    const answer = record.disposition === undefined ? start : '';
    const times = [start, answer, ''];
    const rest = [
      record.disposition ?? 'ANSWERED',
      record.amaflags ?? 'DOCUMENTATION',
      `1793005200.${place}`,
      '',
    ];
    const tail = ['', record.linked ?? `1793005200.${place}`];
    const quoted = (fields: readonly string[]): string =>
      fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',');
    return `${quoted([...texts, ...times])},${talk + 5},${talk},${quoted([...rest, ...tail])},${place}\n`;
  });
}
