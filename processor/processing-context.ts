import type { PrivacyPolicy } from '../privacy/policy.ts';
import type { NumberRules } from '../record/numbers.ts';
import type { RatingPolicy } from '../record/tariff.ts';
import type { Threshold } from '../record/threshold.ts';
import type { DriverReader } from './driver.ts';
import { DRIVERS } from './drivers.ts';
import type { CutRules } from './lines/cut.ts';
import type { Encoding } from './lines/decode.ts';
import type { RateTable } from './rating/rate-table.ts';
import type { Site } from './site.ts';

/** What a source's configuration says about judging its lines; plain JSON, so that it can go to the worker. */
export interface ProcessingSettings {
  readonly source: string;
  readonly driver: string;
  readonly driver_options: unknown;
  readonly encoding: Encoding;
  readonly cut: CutRules;
  readonly site: Site;
  readonly thresholds: readonly Threshold[];
  /** Streams are live: a call far in the past is a fault of the sender's clock. */
  readonly stream: boolean;
  /** What must not be written down. Left out in settings of older chunks, which had none but the default. */
  readonly privacy?: PrivacyPolicy;
  /** What calls cost; left out where there are no tariffs. */
  readonly rating?: RatingPolicy;
}

/** The same with everything made ready that is worth making once. */
export interface ProcessingContext {
  readonly settings: ProcessingSettings;
  readonly reader: DriverReader;
  /** The source's rules, and how the driver wants its records cut. */
  readonly cut: CutRules;
  /** Keys of `extra` that the driver declares. */
  readonly extra_keys: ReadonlySet<string>;
  /** Those of them that can say something of a person. */
  readonly personal_keys: ReadonlySet<string>;
  /** How the system numbers its records; null where it does not. */
  readonly record_numbers: NumberRules | null;
  /** Every tariff that the settings name. */
  readonly tariffs: ReadonlyMap<number, RateTable>;
  /** Installation key of the identities. */
  readonly key: Uint8Array;
}

/** Makes ready what the settings name. The settings were validated at the door, so a driver that is missing is our mistake. */
export function processingContext(
  settings: ProcessingSettings,
  key: Uint8Array,
  tariffs: ReadonlyMap<number, RateTable> = new Map(),
): ProcessingContext {
  const driver = DRIVERS[settings.driver];
  if (driver === undefined)
    throw new Error(`settings name the driver ${settings.driver}, which does not exist`);
  const options = driver.options.parse(settings.driver_options);
  const extra = { ...driver.extra, ...driver.extraOf?.(options) };
  const { units } = driver;
  const personal = Object.keys(extra).filter((name) => extra[name] === 'personal');
  return {
    settings,
    key,
    tariffs,
    reader: driver.reader(options),
    cut: units === undefined ? settings.cut : { ...settings.cut, units },
    extra_keys: new Set(Object.keys(extra)),
    personal_keys: new Set(personal),
    record_numbers: driver.record_numbers ?? null,
  };
}
