import type { ReportRow } from '../../reports/report.ts';
import type { ReportReceipt } from '../../reports/report-receipt.ts';
import { CommandDesk } from '../cli/command-desk.ts';

/** A report as its JSON tells it. */
export interface MadeReport {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly ReportRow[];
  readonly totals: Readonly<Record<string, unknown>>;
  readonly receipt: ReportReceipt;
  readonly notes: readonly string[];
}

export interface SmallCall {
  /** Local time in Berlin. */
  readonly start: string;
  readonly src: string;
  readonly dst: string;
  /** Seconds; without talk it was not answered. */
  readonly talk?: number;
  readonly ring?: number;
  readonly account?: string;
  /** Calls with the same one are legs of one call. */
  readonly linked?: string;
  /** That an outgoing call went over. */
  readonly trunk?: string;
}

/** Prices besides those of alpha. */
interface FurtherSheet {
  readonly carrier: string;
  readonly currency: string;
  readonly text: string;
}

const MUNICH = '089231250001';
const LONDON = '00442079460018';

/** Outgoing and internal calls begin at an extension, incoming ones at a number with +; `dst` of these is an extension. */
export const SMALL_CALLS: readonly SmallCall[] = [
  { start: '2026-09-10 10:00:00', src: '202', dst: MUNICH, talk: 120 },
  { start: '2026-09-11 10:00:00', src: '204', dst: MUNICH, talk: 60 },
  { start: '2026-10-15 10:00:00', src: '201', dst: MUNICH, talk: 60, account: '4711' },
  { start: '2026-10-16 10:30:00', src: '201', dst: MUNICH, talk: 61 },
  { start: '2026-10-16 19:00:00', src: '202', dst: LONDON, talk: 60, account: '9999' },
  { start: '2026-10-19 11:00:00', src: '202', dst: LONDON, talk: 90 },
  { start: '2026-10-20 11:15:00', src: '205', dst: '089231250002', talk: 30 },
  { start: '2026-10-20 12:00:00', src: '+442079460018', dst: '201', talk: 120, ring: 10 },
  { start: '2026-10-21 09:00:00', src: '+4989231250001', dst: '201', ring: 25, linked: '1.1' },
  { start: '2026-10-21 09:00:25', src: '+4989231250001', dst: '202', talk: 40, ring: 8, linked: '1.1' },
  { start: '2026-10-22 09:30:00', src: '+4989231250002', dst: '202', ring: 30 },
  { start: '2026-10-23 10:00:00', src: '202', dst: '089231250002', talk: 20 },
  { start: '2026-10-24 08:00:00', src: '+33140000001', dst: '202', ring: 15 },
  { start: '2026-10-24 12:00:00', src: '203', dst: '206', talk: 10 },
  { start: '2026-10-26 10:00:00', src: '202', dst: '99089231250003', talk: 60 },
];

const RATES = `prefix,name,connection_fee,per_minute,minimum_seconds,first_increment_seconds,next_increment_seconds,band
49,Germany,0.01,0.06,0,60,60,
44,United Kingdom,0,0.12,0,1,1,
44,United Kingdom,0,0.06,0,1,1,night
`;
const CONFIGURATION = {
  sites: {
    berlin: {
      ...{ country: 'DE', area_code: '30', time_zone: 'Europe/Berlin', extensions: ['200-299'] },
      own_numbers: ['+4930555'],
    },
  },
  sources: {
    pbx: { kind: 'watch', site: 'berlin', driver: 'asterisk-csv', folder: '/nowhere', enabled: false },
  },
  privacy: { private_calls: { prefixes: ['99'] } },
  tariffs: { bands: [{ name: 'night', hours: ['18:00-24:00'] }] },
  budgets: [
    { cost_centre: '2000', per: 'year', amount: '10', currency: 'EUR', from: '2026-09-01' },
    { cost_centre: '1000', amount: '0.10', currency: 'EUR', from: '2026-10-01' },
    { cost_centre: '1000', amount: '0.20', currency: 'EUR', from: '2026-11-01' },
    { cost_centre: '4000', amount: '1', currency: 'EUR', from: '2026-10-01' },
  ],
  users: { 'os:officer': { role: 'data_protection_officer' } },
  roles: {
    // Of the call that went on to 202 this one knows the first leg.
    front_desk: { numbers: 'show all', extensions: ['201'], shows: ['extensions', 'names'] },
    cautious: { numbers: 'hide last 4', shows: ['extensions', 'names', 'account_codes', 'trunks'] },
  },
};
const LISTS = {
  centres:
    'code,name,kind,parent,from\n1000,Sales,cost_centre,,2026-01-01\n1100,North,department,1000,2026-01-01\n2000,Works,cost_centre,,2026-01-01\n',
  people:
    'person,name,cost_centre,from\nP1,Anna,1100,2026-01-01\nP2,Bert,2000,2026-01-01\nP3,Carla,1000,2026-01-01\n',
  extensions: `site,extension,person,cost_centre,devices,from,to
berlin,201,P1,,,2026-01-01,2026-10-15
berlin,201,P2,,SEP1 SEP2,2026-10-16,
berlin,202,P2,,,2026-01-01,
berlin,203,,1000,,2026-01-01,
berlin,204,,2000,,2026-01-01,
berlin,206,,2000,,2026-01-01,
berlin,207,P1,,,2026-01-01,
`,
  codes: 'account_code,name,person,cost_centre,from\n4711,Project,P1,1000,2026-01-01\n',
};

function lineOf(
  { start, src, dst, talk = 0, ring = 5, account = '', linked, trunk = 'provider' }: SmallCall,
  at: number,
): string {
  const incoming = src.startsWith('+');
  const inside = (extension: string): string => `PJSIP/${extension}-00000001`;
  const channels = incoming
    ? ['PJSIP/provider-00000002', inside(dst)]
    : [inside(src), dst.length === 3 ? inside(dst) : `PJSIP/${trunk}-00000002`];
  const called = incoming ? `+4930555${dst}` : dst;
  const quoted = (fields: readonly string[]): string => fields.map((field) => `"${field}"`).join(',');
  const id = `1795000000.${at}`;
  const answered = talk === 0 ? 'NO ANSWER' : 'ANSWERED';
  return [
    quoted([account, src, called, 'inside', `""X"" <${src}>`, ...channels, 'Dial', '', start, '', '']),
    `${talk + ring},${talk}`,
    quoted([answered, 'DOCUMENTATION', id, '', '', linked ?? id]),
    `${at}\n`,
  ].join(',');
}

/** A company with a directory, a carrier and the calls of two months, taken in as any file is. */
export class SmallCompany {
  readonly desk: CommandDesk = new CommandDesk();

  async open(
    calls: readonly SmallCall[] = SMALL_CALLS,
    more: object = {},
    sheets: readonly FurtherSheet[] = [],
  ): Promise<this> {
    const { desk } = this;
    desk.now = Date.UTC(2026, 10, 15);
    await desk.out('config', 'apply', desk.write('c.yaml', JSON.stringify({ ...CONFIGURATION, ...more })));
    const carrier = ['--carrier', 'alpha', '--currency', 'EUR', '--from', '2026-01-01'];
    await desk.out('tariff', 'import', desk.write('rates.csv', RATES), ...carrier);
    for (const { carrier: name, currency, text } of sheets) {
      const whose = ['--carrier', name, '--currency', currency, '--from', '2026-01-01'];
      await desk.out('tariff', 'import', desk.write(`${name}.csv`, text), ...whose);
    }
    for (const [name, text] of Object.entries(LISTS))
      await desk.out('directory', 'import', desk.write(`${name}.csv`, text));
    await desk.out('ingest', '--source', 'pbx', desk.write('calls.csv', calls.map(lineOf).join('')));
    return this;
  }

  /** A report of October, unless another period is given. */
  async report(...argv: readonly string[]): Promise<MadeReport> {
    const period = argv.includes('--period') ? [] : ['--period', '2026-10'];
    return JSON.parse(
      await this.desk.out('report', 'run', ...argv, ...period, '--format', 'json'),
    ) as MadeReport;
  }

  /** What stands in some columns of its rows. */
  async cells(columns: readonly string[], ...argv: readonly string[]): Promise<unknown[][]> {
    const { rows } = await this.report(...argv);
    return rows.map((row) => columns.map((column) => row[column]));
  }

  close(): void {
    this.desk.remove();
  }
}
