import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from '../cli/command-desk.ts';

/** A company in Berlin with one trunk of two lines. */
export const TRAFFIC_CONFIGURATION = `
sites:
  berlin: { country: DE, area_code: "30", time_zone: Europe/Berlin, outside_line_prefix: "0" }
sources:
  pbx: { kind: watch, site: berlin, driver: asterisk-csv, folder: /var/spool/none, enabled: false }
trunks:
  PJSIP/provider: { lines: 2 }
`;

export type Line = NonNullable<Parameters<typeof asteriskLine>[0]>;

/** Records in local time that ring for five seconds each and then talk, or lines as they are, taken in by the real way. */
export async function trafficDesk(
  lines: readonly (Line | string)[],
  configuration = TRAFFIC_CONFIGURATION,
  rates: string | null = null,
): Promise<CommandDesk> {
  const desk = new CommandDesk();
  await desk.out('config apply', desk.write('ledgerline.yaml', configuration));
  if (rates !== null)
    await desk.out(
      ...['tariff import', desk.write('rates.csv', rates), '--carrier', 'northtel', '--currency', 'EUR'],
      ...['--from', '2026-01-01'],
    );
  const text = lines.map((line, at) =>
    typeof line === 'string' ? line : asteriskLine({ uniqueid: `1793005200.${at}`, ...line }),
  );
  await desk.out('ingest', '--source', 'pbx', desk.write('pbx.csv', `${text.join('\n')}\n`));
  return desk;
}

export interface MadeReport {
  readonly rows: Readonly<Record<string, string | number | null>>[];
  readonly totals: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

export async function reportOf(desk: CommandDesk, ...argv: readonly string[]): Promise<MadeReport> {
  return JSON.parse(await desk.out('report run', ...argv, '--format', 'json')) as MadeReport;
}
