import type { PrivacyPolicy } from '../privacy/policy.ts';
import { type Secret, withhold } from '../privacy/withhold.ts';
import type { Blank } from '../record/blank.ts';
import { dayOf } from '../record/calendar.ts';
import type { Identity, RecordIdentity } from '../record/fingerprint.ts';
import type { QualityReading, QualityRecord } from '../record/quality.ts';
import { type CallReading, EMPTY_CALL, type Reading } from '../record/reading.ts';
import type { KeptFields } from './call-row.ts';
import type { Unit } from './lines/cut.ts';

/** A quality record on its way to the store: by its call's key in the source that brings the calls. Null without a key. */
export function qualityRecord(
  { offset }: Unit,
  { call_key, calls_of, record_key, leg, measured_at, measures }: QualityReading,
  { source, groupOf }: Pick<KeptFields, 'source' | 'groupOf'>,
  identityOf: (record: RecordIdentity) => Identity,
): QualityRecord | null {
  if (call_key === null) return null;
  const key = record_key ?? `${call_key}\n${leg ?? ''}\n${measured_at}`;
  return {
    offset,
    day: dayOf(measured_at),
    call_group: groupOf(calls_of ?? source, call_key),
    identity: identityOf({ record_key: key, completed_time: null, raw: '' }),
    leg,
    measured_at,
    measures: JSON.stringify(measures),
  };
}

/** Whether some calls must not be known, or not whole. */
export function judgesCalls({ exclude, private_calls }: PrivacyPolicy): boolean {
  return (exclude ?? []).length > 0 || private_calls !== null;
}

/**
 * What of a quality record must go where some calls are excluded or private. Which call it belongs to may not be known
 * yet, so whose leg it was goes from each; the measures say nothing of a person. Null when it cannot go.
 */
export function withheldParty(
  unit: Unit,
  text: string,
  quality: QualityReading,
  read: (raw: string) => Reading,
): readonly Blank[] | null {
  const secrets: Secret[] = [];
  if (quality.party !== null) secrets.push({ field: 'calling', text: quality.party, shown: 0 });
  if (quality.device !== null) secrets.push({ field: 'calling_name', text: quality.device, shown: 0 });
  if (secrets.length === 0) return [];
  const line = {
    raw: unit.raw,
    text,
    reading: asCall(quality),
    read: (raw: string) => readAsCall(read(raw)),
  };
  const withheld = withhold(line, secrets);
  if (withheld === null) return null;
  return withheld.spans.map(({ at, length }) => ({ offset: unit.offset + at, length, code: '*' }));
}

function readAsCall(reading: Reading): Reading {
  return reading.kind === 'ignored' && reading.quality !== undefined ? asCall(reading.quality) : reading;
}

/** What must not change when stars take the place of the party. */
function asCall({
  call_key,
  record_key,
  leg,
  measured_at,
  party,
  device,
  measures,
}: QualityReading): CallReading {
  return {
    ...EMPTY_CALL,
    clock: 'utc',
    started: measured_at,
    ended: null,
    call_key,
    record_key,
    calling: party,
    calling_name: device,
    extra: { ...measures, leg: leg ?? '' },
  };
}
