import { readCallsWith } from '../access/calls.ts';
import type { Sight } from '../access/sight.ts';
import { maskPieces } from '../privacy/masking.ts';
import { firstStep, type Retention } from '../privacy/retention.ts';
import { DAY_MS, parseDay, showDay, showTime } from '../record/calendar.ts';
import type { SeenCall } from '../record/call.ts';
import { type PhoneNumber, showNumber } from '../record/number.ts';
import { applyMask } from '../record/number-mask.ts';
import { goneOn } from '../record/period.ts';
import { EMPTY_ROW, type SubjectRow } from '../record/subject-row.ts';
import { findIntake } from '../store/queries/intakes.ts';
import { placeOfPerson } from '../store/queries/naming-texts.ts';
import { statementsWith } from '../store/queries/statements-of-people.ts';
import { directoryDetails } from '../store/queries/subject-directory.ts';
import { type SubjectEntry, subjectEntries } from '../store/queries/subject-entries.ts';
import { subjectQuality } from '../store/queries/subject-found.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import type { NamingText } from '../store/subject-store.ts';
import { archiveRows } from './archive-rows.ts';
import { attachmentRows } from './attachment-rows.ts';
import { FIELDS } from './left-in-directory.ts';
import { wayText } from './naming-fields.ts';
import type { WantedSubject } from './wanted-subject.ts';
import { withoutOthers } from './without-others.ts';

/** Calls read at once. */
const PAGE = 500;
/** Of the other party's number, so many last digits are hidden. */
const HIDDEN_DIGITS = 4;
const HIDDEN_NAME = '***';
const MASK = maskPieces({ hide: 'last', digits: HIDDEN_DIGITS });

export interface RowsOf {
  readonly store: ReadingStore;
  readonly sight: Sight;
  readonly retention: Retention | null;
}

/** Everything that is stored about one person, row by row: a page of calls is all that memory holds of them. */
export async function* subjectRows(parts: RowsOf, wanted: WantedSubject): AsyncGenerator<SubjectRow> {
  const { store, retention } = parts;
  const { subject, found, texts, places } = wanted;
  const origin = origins(store, places);
  yield* callRows(parts, wanted, origin);
  for (const { intake, offset, day } of found.lines) {
    const { received, ...from } = await origin(intake);
    // As old as its call, where that is older than its file.
    const gone_on = goneOn(retention?.raw_copies, Math.min(day, Math.floor(received / DAY_MS)));
    yield {
      ...EMPTY_ROW,
      class: 'raw_copies',
      what: 'line as it was received',
      ...from,
      byte: offset,
      gone_on,
    };
  }
  for (const { intake, offset } of found.undefined_lines) {
    const { received, ...from } = await origin(intake);
    const gone_on = goneOn(retention?.undefined_lines, Math.floor(received / DAY_MS));
    const what = 'line that could not be read';
    yield { ...EMPTY_ROW, class: 'undefined_lines', what, ...from, byte: offset, gone_on };
  }
  for (const { intake, offset, day } of subjectQuality(store.connection, found.calls)) {
    const { received: _, ...from } = await origin(intake);
    const goes = { at: showDay(day), gone_on: goneOn(retention?.calls.masked ?? retention?.calls.gone, day) };
    yield { ...EMPTY_ROW, class: 'calls', what: 'quality of a call', ...from, byte: offset, ...goes };
  }
  for (const entry of subjectEntries(store.connection, subject, found))
    yield entryRow(entry, wanted, retention);
  yield* attachmentRows(parts, wanted);
  yield* statementRows(parts, wanted);
  yield* archiveRows(wanted, retention);
  for (const { what, name, details, to_day } of directoryDetails(store.connection, subject)) {
    const gone_on = to_day === null ? null : goneOn(retention?.directory, to_day);
    yield { ...EMPTY_ROW, class: 'directory', what, own_name: name, details, gone_on };
  }
  for (const text of texts) yield textRow(text, places);
}

/** A text outside of calls and lines that names them. */
function textRow({ kind, key, text }: NamingText, places: WantedSubject['places']): SubjectRow {
  const row = { ...EMPTY_ROW, class: kind };
  if (kind === 'person_fields')
    return { ...row, what: `${FIELDS[placeOfPerson(key).column].words} of a person of the directory` };
  const isLong = ['configuration_versions', 'settings', 'legal_holds', 'restrictions'].includes(kind);
  const what = `${kind.replaceAll('_', ' ')}${isLong ? `, number ${key}` : ''}`;
  // A contact is somebody else.
  const details = isLong || kind === 'contact_names' ? null : withoutOthers(text, places(text));
  return { ...row, what, details };
}

/** What was delivered of them is kept whole, with others: which it is, and when it goes. */
function* statementRows({ store, retention }: RowsOf, { statements }: WantedSubject): Generator<SubjectRow> {
  for (const statement of statementsWith(store.connection, statements)) {
    const { id, schedule, report, ended_at, day, of_people } = statement;
    const ofPeople = retention === null ? null : (retention.exports.of_people ?? firstStep(retention.calls));
    const age = of_people === 1 ? ofPeople : retention?.exports.others;
    yield {
      ...{ ...EMPTY_ROW, class: 'exports', what: `delivered report ${report}`, at: showTime(ended_at, 0) },
      details: `report ${id} of schedule ${schedule}, kept encrypted; others stand in it, too, so it is not in this archive`,
      gone_on: goneOn(age, day),
    };
  }
}

type Origin = { received: number } & Pick<SubjectRow, 'source' | 'file' | 'intake'>;

/** Where an intake came from; the last ones are remembered. A name that names the person can name somebody else beside them. */
function origins(store: ReadingStore, places: WantedSubject['places']): (intake: number) => Promise<Origin> {
  const known = new Map<number, Origin>();
  return async (intake) => {
    const before = known.get(intake);
    if (before !== undefined) return before;
    const found = await findIntake(store, intake);
    const name = found?.name ?? null;
    const own = name === null ? [] : places(name);
    const file = name === null || own.length === 0 ? name : withoutOthers(name, own);
    const origin = { intake, source: found?.source ?? null, file };
    if (known.size > PAGE) known.clear();
    const whole = { ...origin, received: found?.received_at ?? 0 };
    known.set(intake, whole);
    return whole;
  };
}

async function* callRows(
  { store, sight, retention }: RowsOf,
  { subject, found, typed, places }: WantedSubject,
  origin: (intake: number) => Promise<Origin>,
): AsyncGenerator<SubjectRow> {
  const masked: Sight = { ...sight, view: { ...sight.view, mask: MASK } };
  const own = new Set([...subject.numbers.map((number) => showNumber(number, typed)), typed]);
  const isOwn = (number: string | null, name: string | null): boolean =>
    (number !== null && own.has(number)) || (name !== null && subject.names.includes(name));
  for (let from = 0; from < found.calls.length; from += PAGE) {
    const ids = found.calls.slice(from, from + PAGE);
    const whole = await readCallsWith(store, sight, ids);
    const hidden = new Map((await readCallsWith(store, masked, ids)).map((call) => [call.id, call]));
    for (const call of whole) {
      const { received, ...file } = await origin(call.intake);
      const ladder = call.held_by === null ? retention?.calls : retention?.held_calls;
      const day = Math.min(parseDay(call.started_at.slice(0, 10)) ?? 0, Math.floor(received / DAY_MS));
      const goes = { masked_on: goneOn(ladder?.masked, day), gone_on: goneOn(ladder?.gone, day) };
      const way = found.others.get(call.id);
      const row =
        way === undefined
          ? partiesOf(call, hidden.get(call.id), isOwn)
          : rowOfOthers(call, hidden.get(call.id), wayText(way, call, places));
      yield { ...row, ...file, byte: call.offset, ...goes };
    }
  }
}

/** A call of which the person is no party: of those who are nothing is told but what a mask leaves. */
function rowOfOthers(call: SeenCall, hidden: SeenCall | undefined, why: string): SubjectRow {
  const numbers = [hidden?.calling, hidden?.called].filter((number) => typeof number === 'string');
  return {
    ...EMPTY_ROW,
    class: call.held_by === null ? 'calls' : 'held_calls',
    what: `${call.direction} call of others`,
    at: call.started_at,
    other_number: numbers.length === 0 ? null : numbers.join(' to '),
    other_name: call.calling_name === null && call.called_name === null ? null : HIDDEN_NAME,
    details: why,
  };
}

/** A party that is not the person's shows what a mask leaves of it. */
function partiesOf(
  call: SeenCall,
  hidden: SeenCall | undefined,
  isOwn: (number: string | null, name: string | null) => boolean,
): SubjectRow {
  const calls = isOwn(call.calling, call.calling_name);
  // What was dialled to reach somebody is the number of whom that is.
  const called = isOwn(call.called, call.called_name) || isOwn(call.dialled, null);
  const [own, other] = calls ? (['calling', 'called'] as const) : (['called', 'calling'] as const);
  const both = calls && called;
  const name = (party: 'calling' | 'called') => call[`${party}_name` as const];
  const isPlain = calls || called;
  const extra = Object.keys(call.extra ?? {});
  return {
    ...EMPTY_ROW,
    class: call.held_by === null ? 'calls' : 'held_calls',
    what: `${call.direction} call${call.head ? '' : ', further leg'}`,
    at: call.started_at,
    part: both ? 'calling and called' : isPlain ? own : null,
    own_number: isPlain ? call[own] : null,
    own_name: isPlain ? name(own) : null,
    other_number: both ? call[other] : (hidden?.[other] ?? null),
    other_name: both ? name(other) : name(other) === null ? null : HIDDEN_NAME,
    answered: call.answered,
    duration_ms: call.duration_ms,
    // It is that of whoever called.
    account_code: calls ? call.account_code : null,
    ...(calls ? { cost_micros: call.cost_micros, currency: call.currency } : {}),
    details: extra.length === 0 ? null : `also kept: ${extra.join(', ')}`,
  };
}

function entryRow(entry: SubjectEntry, { subject }: WantedSubject, retention: Retention | null): SubjectRow {
  const { started_at, utc_offset_min, day, placed, answered, number, number_text, extension } = entry;
  const { calling_name, called_name } = entry;
  const isNamed = (name: string | null): boolean => name !== null && subject.names.includes(name);
  const [owner, other] = placed === 1 ? [calling_name, called_name] : [called_name, calling_name];
  const ownsMemory = subject.extensions.includes(extension as PhoneNumber) || isNamed(owner);
  const isOther = subject.numbers.includes(number as PhoneNumber) || isNamed(other);
  const shown = (value: number | null, text: string | null): string | null =>
    value === null ? null : showNumber(value as PhoneNumber, text);
  const mask = (value: number | null): string | null =>
    value === null ? null : showNumber(applyMask(MASK, value as PhoneNumber), null);
  return {
    ...EMPTY_ROW,
    class: 'call_memory',
    what: ownsMemory
      ? 'entry of the own call memory'
      : `entry of the call memory of somebody else${isOther ? '' : ', of a call of others'}`,
    at: showTime(started_at, utc_offset_min),
    part: !ownsMemory && !isOther ? null : (placed === 1) === ownsMemory ? 'calling' : 'called',
    own_number: ownsMemory ? shown(extension, null) : isOther ? shown(number, number_text) : null,
    other_number: ownsMemory ? mask(number) : mask(extension),
    answered: answered === null ? null : answered === 1,
    gone_on: goneOn(retention?.call_memory, day),
  };
}
