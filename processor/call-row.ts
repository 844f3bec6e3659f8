import { CALL_PLACE as AT } from '../record/batch.ts';
import { dayOf } from '../record/calendar.ts';
import { DESTINATION_CLASSES, DIRECTIONS } from '../record/call.ts';
import type { HoldableCall } from '../record/legal-hold.ts';
import { asSentNumber, needsText } from '../record/number.ts';
import type { CallReading } from '../record/reading.ts';
import type { BatchBuilder } from './batch-builder.ts';
import { type CallParties, extensionAsNumber } from './numbering/call-parties.ts';
import { isPrivateByStars } from './protect-call.ts';
import type { CallTimes } from './times/call-times.ts';
import type { TimeZone } from './times/time-zone.ts';

/** Everything of a call that its record says. */
export function fillRow(
  row: Float64Array,
  { reading, parties }: { reading: CallReading; parties: CallParties },
  times: CallTimes,
  { zone, builder, kept }: { zone: TimeZone; builder: BatchBuilder; kept: KeptFields },
): void {
  fillTimes(row, times, zone);
  fillParties(row, parties, builder);
  fillRest(row, reading, parties, builder, kept);
}

function fillTimes(row: Float64Array, times: CallTimes, zone: TimeZone): void {
  const minutes = (ms: number): number => Math.round(ms / 60_000);
  const offset = minutes(times.offset);
  row[AT.started_at] = times.started_at;
  row[AT.utc_offset_min] = offset;
  row[AT.day] = dayOf(times.started_at + times.offset);
  if (times.answered_at !== null) {
    row[AT.answered_at] = times.answered_at;
    const own = minutes(zone.offsetAt(times.answered_at));
    if (own !== offset) row[AT.answered_offset_min] = own;
  }
  if (times.ended_at !== null) {
    row[AT.ended_at] = times.ended_at;
    const own = minutes(zone.offsetAt(times.ended_at));
    if (own !== offset) row[AT.ended_offset_min] = own;
  }
  if (times.ring_ms !== null) row[AT.ring_ms] = times.ring_ms;
  if (times.duration_ms !== null) row[AT.duration_ms] = times.duration_ms;
  if (times.marks !== 0) row[AT.marks] = times.marks;
}

function fillParties(row: Float64Array, parties: CallParties, builder: BatchBuilder): void {
  let odd: Record<string, string> | null = null;
  const { calling, called, dialled, extension } = parties;
  if (calling !== null) row[AT.calling] = calling.number;
  if (calling !== null && calling.text !== null) odd = { calling: calling.text };
  if (called !== null) row[AT.called] = called.number;
  if (called !== null && called.text !== null) odd = { ...odd, called: called.text };
  if (dialled !== null) {
    const number = asSentNumber(dialled);
    row[AT.dialled] = number;
    if (needsText(number)) odd = { ...odd, dialled };
  }
  if (extension !== null) {
    const number = extensionAsNumber(extension);
    row[AT.extension] = number;
    if (needsText(number)) odd = { ...odd, extension };
  }
  if (odd !== null) row[AT.odd_numbers] = builder.text(JSON.stringify(odd));
  row[AT.direction] = DIRECTIONS.indexOf(parties.direction);
  row[AT.destination_class] = DESTINATION_CLASSES.indexOf(parties.destination_class);
  row[AT.destination_country] = builder.label(parties.destination_country);
}

/** What of a call legal holds look at. */
export function holdable(
  { calling_name, called_name }: CallReading,
  { calling, called, dialled, extension }: CallParties,
  day: number,
): HoldableCall {
  return {
    ...{ day, calling_name, called_name },
    calling: calling?.number ?? null,
    called: called?.number ?? null,
    dialled: dialled === null ? null : asSentNumber(dialled),
    extension: extension === null ? null : extensionAsNumber(extension),
  };
}

/** Which fields of a source's calls are stored. */
export interface KeptFields {
  readonly source: string;
  readonly groupOf: (source: string, callKey: string) => number;
  /** Whether a call is private. */
  readonly private_calls: boolean;
  /** Keys of `extra` that the driver declares. */
  readonly extra_keys: ReadonlySet<string>;
}

function fillRest(
  row: Float64Array,
  reading: CallReading,
  parties: CallParties,
  builder: BatchBuilder,
  { source, groupOf, private_calls, extra_keys }: KeptFields,
): void {
  if (reading.call_key !== null) {
    row[AT.call_key] = builder.text(reading.call_key);
    row[AT.call_group] = groupOf(source, reading.call_key);
  }
  if (reading.answered !== null) row[AT.answered] = reading.answered ? 1 : 0;
  const byStars = isPrivateByStars(parties) && private_calls;
  if (byStars || reading.private !== null) row[AT.private] = byStars || reading.private ? 1 : 0;
  row[AT.cause] = builder.label(reading.cause);
  row[AT.trunk] = builder.label(reading.trunk);
  row[AT.calling_name] = builder.text(reading.calling_name);
  row[AT.called_name] = builder.text(reading.called_name);
  row[AT.account_code] = builder.text(reading.account_code);
  row[AT.extra] = builder.text(extraText(reading.extra, extra_keys));
}

/** JSON of the declared keys; null when none is left. */
function extraText(extra: CallReading['extra'], declared: ReadonlySet<string>): string | null {
  if (extra === null) return null;
  for (const key in extra) if (!declared.has(key)) return extraText(onlyDeclared(extra, declared), declared);
  const text = JSON.stringify(extra);
  return text === '{}' ? null : text;
}

function onlyDeclared(
  extra: Readonly<Record<string, string | number>>,
  declared: ReadonlySet<string>,
): Readonly<Record<string, string | number>> {
  return Object.fromEntries(Object.entries(extra).filter(([key]) => declared.has(key)));
}
