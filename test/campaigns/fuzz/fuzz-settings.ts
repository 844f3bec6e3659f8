import { privacySchema } from '../../../privacy/policy.ts';
import { ENCODINGS } from '../../../processor/lines/decode.ts';
import type { ProcessingSettings } from '../../../processor/processing-context.ts';
import { siteSchema } from '../../../processor/site.ts';
import { thresholdSchema } from '../../../processor/threshold.ts';
import { FRAMINGS } from '../../../record/framing.ts';
import type { Random } from '../crash/random.ts';
import type { FuzzTarget } from './fuzz-targets.ts';

const SITES = [
  { country: 'DE', area_code: '30', time_zone: 'Europe/Berlin' },
  { country: 'US', area_code: '212', time_zone: 'America/New_York' },
  { country: 'IT', area_code: '06', time_zone: 'Europe/Rome', extensions: ['2-5 digits'] },
  {},
];

const POLICIES = [
  { exclude: [{ name: 'a', directions: ['outgoing'] }] },
  { exclude: [{ name: 'a', extensions: ['100-499', '2000-2999'] }], card_numbers: false },
  { private_calls: { numbers: ['0*', '+4*', '1*', '9*'], prefixes: ['9', '*'], account_codes: ['1234'] } },
  {
    not_collected: ['calling_name', 'called_name', 'account_code', 'dialled', 'private', 'extra'],
    social_security_numbers: ['us', 'fr', 'ch'],
  },
  {
    exclude: [{ name: 'a', directions: ['internal'] }],
    private_calls: { numbers: ['0*', '+4*', '2*'], account_codes: ['1234', '4711'] },
    not_collected: ['calling_name', 'account_code', 'private', 'extra'],
  },
];

/** Longest lines: of a stream, of a file, and one that many lines exceed. */
const LIMITS = [8 * 1024, 64 * 1024, 300];

/** What an administrator may have set around the driver. */
export function fuzzSettings(target: FuzzTarget, random: Random): ProcessingSettings {
  const held = { name: 'short', shorter_than_seconds: 30 };
  return {
    source: 'fuzz',
    driver: target.driver,
    driver_options: target.options,
    encoding: random.chance(0.6) ? 'auto' : random.pick(ENCODINGS),
    cut: { framing: random.chance(0.7) ? 'line' : random.pick(FRAMINGS), limit: random.pick(LIMITS) },
    site: siteSchema.parse(random.pick(SITES)),
    thresholds: random.chance(0.3) ? [thresholdSchema.parse(held)] : [],
    stream: random.chance(0.3),
    ...(random.chance(0.5) ? { privacy: privacySchema.parse(random.pick(POLICIES)) } : {}),
  };
}
