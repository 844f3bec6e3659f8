import type { ProcessingSettings } from '../processor/processing-context.ts';
import { siteSchema } from '../processor/site.ts';
import { thresholdSchema } from '../processor/threshold.ts';
import type { Threshold } from '../record/threshold.ts';

/** When deliveries of tests arrive: a day on which their calls are plausible. */
export const ARRIVAL: number = Date.UTC(2026, 9, 26, 12);
export const KEY: Uint8Array = new Uint8Array(32).fill(7);

interface Record {
  readonly start?: string;
  readonly talk?: number;
  readonly src?: string;
  readonly dst?: string;
  readonly name?: string;
  readonly uniqueid?: string;
  /** With it the record has a key of its own. */
  readonly sequence?: number;
  readonly linkedid?: string;
}

/** A record of cdr_csv, 18 columns, or 21 with a sequence. */
export function asteriskLine(given: Record = {}): string {
  const {
    start = '2026-10-26 09:00:00',
    talk = 60,
    src = '204',
    dst = '089231250001',
    name = 'Anna',
  } = given;
  const uniqueid = given.uniqueid ?? '1793005200.1';
  const fields = [
    '',
    src,
    dst,
    'inside',
    `""${name}"" <${src}>`,
    'PJSIP/204-00000001',
    'PJSIP/provider-00000002',
    'Dial',
    '',
  ];
  const texts = fields.map((field) => `"${field}"`).join(',');
  const times = `"${start}",,"${later(start, talk + 5)}",${talk + 5},${talk}`;
  const own = `${texts},${times},"ANSWERED","DOCUMENTATION","${uniqueid}",""`;
  return given.sequence === undefined ? own : `${own},"","${given.linkedid ?? uniqueid}",${given.sequence}`;
}

function later(start: string, seconds: number): string {
  const at = Date.parse(`${start.replace(' ', 'T')}Z`) + seconds * 1000;
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

export function asteriskSettings(
  given: Partial<ProcessingSettings> & { held?: Partial<Threshold> } = {},
): ProcessingSettings {
  const { held, ...rest } = given;
  return {
    source: 'pbx',
    driver: 'asterisk-csv',
    driver_options: {},
    encoding: 'auto',
    cut: { framing: 'line', limit: 1000 },
    site: siteSchema.parse({ country: 'DE', area_code: '30', time_zone: 'Europe/Berlin' }),
    thresholds: held === undefined ? [] : [thresholdSchema.parse({ name: 'short', ...held })],
    stream: false,
    ...rest,
  };
}
