import type { Call } from '../../record/call.ts';
import { CommandDesk } from '../cli/command-desk.ts';
import { COMPANY_CONFIGURATION, companyLines } from '../cli/company-records.ts';

/** What stands in one place of one of two stores that a masked viewer must not be able to tell from each other. */
export interface Secret {
  /** The last four digits of the outside number. */
  readonly digits: string;
  readonly name: string;
  readonly account: string;
  readonly extension: string;
}

/** What of the secrets is another one in the second store: what the viewers of a test are not shown. */
export type Kept = 'digits' | 'details' | 'extensions';

const CONFIGURATION = `${COMPANY_CONFIGURATION}
roles:
  auditor: { numbers: hide all, shows: [extensions, causes, trunks, names, account_codes, extra, undefined] }
  outsider: { numbers: hide all }
  reception: { numbers: hide behind first 6, extensions: [300-399], shows: [extensions, names, causes, trunks] }
  branch: { numbers: hide last 6, sources: [other], shows: [extensions, undefined] }
  other-only: { numbers: show all, sources: [other], shows: [extensions, names, account_codes, causes, trunks, extra, undefined, raw] }
users:
  anna: { role: supervisor, extensions: ['301', '204-205'] }
  os:berta: { role: administrator, numbers: hide all }
  carla: { role: user, extensions: [301-306], numbers: hide last 4 }
`;

/** Who is shown numbers in part or not at all; with what is kept from them besides. */
export const VIEWERS: Readonly<Record<Kept, readonly string[]>> = {
  digits: [
    ...['administrator', 'supervisor', 'user', 'finance', 'auditor', 'outsider', 'reception', 'branch'],
    ...['anna', 'os:berta', 'carla'],
  ],
  details: ['administrator', 'outsider', 'branch', 'os:berta', 'supervisor', 'user'],
  extensions: ['outsider', 'supervisor', 'user'],
};

/** The outside numbers as they are dialled or come, without their last four digits. */
const KINDS = [
  { dst: '908923125', to: 'PJSIP/provider-00000002' },
  { dst: '901512345', to: 'PJSIP/provider-00000002' },
  { dst: '900442079460' },
  { src: '+44207946', dst: '+4930555204', from: 'PJSIP/provider-00000002', to: 'PJSIP/204-00000005' },
  { src: '+498923125', dst: '+4930555301', from: 'PJSIP/provider-00000002', to: 'PJSIP/301-00000005' },
  { dst: '908923125', talk: 2 },
  { dst: '204', to: 'PJSIP/204-00000004', internal: true },
  { dst: 'sip:anna@example.org/', internal: false },
] as const;

/** Of these one for each way of being shown less; the property asks all of them. */
export const ASKED_EVERYTHING: Readonly<Record<Kept, readonly string[]>> = {
  digits: ['administrator', 'auditor', 'reception', 'anna'],
  details: ['branch'],
  extensions: ['outsider'],
};

/** Numbers that stand in one of the stores only: what somebody would type to learn in which. */
export function tellingNumbers(one: readonly Call[], other: readonly Call[]): string[] {
  const parties = (calls: readonly Call[]): Set<string> =>
    new Set(
      calls.flatMap(({ calling, called, dialled, extension }) =>
        [calling, called, dialled, extension].filter((number) => number !== null),
      ),
    );
  const [first, second] = [parties(one), parties(other)];
  return [...[...first.difference(second)].slice(0, 6), ...[...second.difference(first)].slice(0, 6)];
}

function lines(secrets: readonly Secret[], place: number): string[] {
  return secrets.flatMap(({ digits, name, account, extension }, index) => {
    const kind = KINDS[(index + place) % KINDS.length] ?? KINDS[0];
    const start = `2026-10-26 ${String(8 + (index % 10)).padStart(2, '0')}:0${place}:00`;
    const outside = 'src' in kind ? { src: kind.src + digits } : { src: extension };
    const dst = 'internal' in kind && kind.internal ? kind.dst : 'src' in kind ? kind.dst : kind.dst + digits;
    // A name can be a number, too.
    const named = index % 3 === 0 ? `${name} ${digits}` : name;
    const linked = `1793005200.${900 + (index >> 1)}`;
    return companyLines([{ ...kind, ...outside, dst, name: named, account, start, linked }]);
  });
}

/** A data folder with calls of two sources, of which one has a line that cannot be read. */
export async function storeOf(
  secrets: readonly Secret[],
  ofOther: readonly Secret[] = secrets,
): Promise<CommandDesk> {
  const desk = new CommandDesk();
  await desk.out('config apply', desk.write('ledgerline.yaml', CONFIGURATION));
  const [pbx, other] = [lines(secrets, 1), lines(ofOther, 2)];
  // Its place comes first: it must not tell how long the lines before it are.
  const unread = '"a line","that","breaks';
  await desk.out('ingest', '--source', 'pbx', desk.write('pbx.csv', `${unread}\n${pbx.join('')}`));
  await desk.out('ingest', '--source', 'other', desk.write('other.csv', `${unread}\n${other.join('')}`));
  return desk;
}

/** Reports that look at calls one by one. */
const REPORTS_OF_CALLS = [
  ['itemised'],
  ['utilisation'],
  ['concurrency', '--by', 'hour'],
  ['fraud', '--with', 'least_calls=0,first_hour=23,short_calls=1,short_seconds=9999,long_hours=0'],
];

/** The command lines that show something of calls, with all that can be looked for. */
export function questions(numbers: readonly string[], ids: readonly number[], accounts: readonly string[]) {
  const calls = [
    ...[[], ['--held'], ['--heads'], ['--format', 'csv'], ['--json', '--held'], ['--source', 'other']],
    ...[
      ['--direction', 'incoming'],
      ['--class', 'mobile'],
      ['--answered', 'yes'],
      ['--intake', '1', '--json'],
    ],
    ...[
      ['--from', '2026-10-26', '--to', '2026-10-26', '--json'],
      ['--extension', '301', '--json'],
    ],
    ...numbers.map((number) => ['--number', number, '--format', 'csv']),
    ...numbers.filter((number) => number.length < 6).map((number) => ['--extension', number, '--json']),
    ...accounts.map((code) => ['--account-code', code, '--json']),
  ].map((options) => ['calls', ...options]);
  const shown = ids.flatMap((id) =>
    [[], ['--json'], ['--raw']].map((options) => ['call show', String(id), ...options]),
  );
  return [
    ...calls,
    ...shown,
    ...[
      ['line show', '1', '0'],
      ['line show', '2', '24', '--json'],
      ['undefined show', '1', '0'],
    ],
    ...[['undefined list'], ['undefined list', '--json'], ['undefined list', '--source', 'other', '--json']],
    ...[
      ['undefined export', '--day', '2026-10-26'],
      ['held preview', 'ledgerline.yaml'],
    ],
    ['replay', '--plan', '--source', 'pbx'],
    ...REPORTS_OF_CALLS.map((report) => ['report run', ...report, '--period', '2026-10']),
  ];
}
