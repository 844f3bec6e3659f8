import { dayIn } from '../privacy/retention.ts';
import {
  byNumberAlone,
  canName,
  createNamedPlaces,
  type NamedPlace,
  type Naming,
  namingOf,
} from '../record/naming.ts';
import { type PhoneNumber, showNumber } from '../record/number.ts';
import { OperationError } from '../record/operation-error.ts';
import { type Subject, TELLING_DIGITS } from '../record/subject.ts';
import { grouped } from '../reports/text-table.ts';
import type { Configuration } from '../settings/configuration.ts';
import { namingTexts } from '../store/queries/naming-texts.ts';
import type { ArchivedMonthCalls } from '../store/queries/subject-archived.ts';
import { knownByName, unknownAttachments } from '../store/queries/subject-attachments.ts';
import { type Holding, holdersOf, holdingsOfNamed } from '../store/queries/subject-directory.ts';
import { partiesNamed, type SubjectFound, subjectFound } from '../store/queries/subject-found.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import { NAMED_BY_NUMBER, type NamingText } from '../store/subject-store.ts';
import { archivesOf } from './archives-of.ts';
import type { CommandCall } from './command.ts';
import { knownSites } from './known-sites.ts';
import { createNumberForms } from './number-forms.ts';
import { NOT_READ, readForSubject } from './read-for-subject.ts';
import { activeConfiguration } from './service/judging.ts';
import { SUBJECT_KINDS, type SubjectKind, type SubjectReading, subjectReadings } from './subject-readings.ts';
import { isSet, usageError } from './usage.ts';

export const SUBJECT_OPTIONS = {
  'as-number': { value: null, summary: 'what was typed is a number, as the telephone network knows it' },
  'as-extension': { value: null, summary: 'it is an extension' },
  'as-person': {
    value: null,
    summary: 'it is what only one person of the directory has: personnel number, address, login',
  },
  'as-name': { value: null, summary: 'it is a name, of whoever has it' },
  from: { value: 'YYYY-MM-DD', summary: 'first day of the calls (default: from the beginning)' },
  to: { value: 'YYYY-MM-DD', summary: 'last day of the calls (default: without end)' },
} as const;

/** One reading of what was typed, with what is stored under it. */
export interface WantedSubject {
  /** As it was typed. */
  readonly typed: string;
  readonly kind: SubjectKind;
  readonly subject: Subject;
  readonly found: SubjectFound;
  /** Of archives, in which calls are encrypted, the days on which they are a party. */
  readonly archives: readonly ArchivedMonthCalls[];
  /** Raw copies that could not be read; null where none was looked into. */
  readonly damaged: number | null;
  /** Delivered reports in which they stand. */
  readonly statements: readonly number[];
  readonly texts: readonly NamingText[];
  /** Where in a text they are named. */
  readonly places: (text: string) => readonly NamedPlace[];
  /** Of a name: the numbers it stands beside, each with its calls. */
  readonly people: readonly { readonly number: string; readonly calls: number }[];
  /** What the directory gave to people of the name, or to whom it gave the extension. */
  readonly holdings: readonly Holding[];
}

/**
 * What is looked into: every line and text, as an erasure does; nothing but what is known by the parties of calls; or lines only where
 * it takes them to tell who of several is meant.
 */
export type LookInto = 'everything' | 'parties' | 'what tells apart';

/** Every reading of what was typed under which something is stored; all that was asked for where nothing is. */
export async function subjectsTyped(call: CommandCall, into: LookInto): Promise<WantedSubject[]> {
  const [typed = ''] = call.positionals;
  if (typed.trim() === '')
    throw usageError(
      'Whom it is about is missing.',
      'Give a number, an extension or a name, in quotes where it has blanks.',
    );
  const inForce = await activeConfiguration(call.reading());
  const configuration = { ...inForce, sites: knownSites(call.reading(), inForce) };
  const kinds = SUBJECT_KINDS.filter((kind) => isSet(call, `as-${kind}`));
  const readings = subjectReadings(call, typed.trim(), configuration.sites).filter(
    ({ kind }) => kinds.length === 0 || kinds.includes(kind),
  );
  if (readings.length === 0)
    throw usageError(
      `${typed} is no ${kinds.join(' or ')}.`,
      kinds.includes('person')
        ? 'A person is told by what only one has: personnel number, address or login. By a name it is --as-name.'
        : 'Leave the option out, or type it otherwise.',
    );
  const all: WantedSubject[] = [];
  const reads = into === 'everything' || (into === 'what tells apart' && readings.length > 1);
  for (const reading of readings) all.push(await lookedUp(call, reading, configuration, reads));
  // A hold has every form of its number, also that of an extension, and so has a recording that waits for its call: beside
  // something that is stored they make nobody another one.
  const [stored = []] = [isStored, isRecorded, isHeld]
    .map((told) => withoutOwnDigits(all.filter(told)))
    .filter((found) => found.length > 0);
  return stored.length === 0 ? likeliest(all, typed) : stored;
}

/** Of which nothing is stored, nobody has to say which is meant. */
function likeliest(all: readonly WantedSubject[], typed: string): WantedSubject[] {
  const isLong = typed.replace(/\D/g, '').length >= TELLING_DIGITS;
  const [first] = all.filter(({ kind }) => kind !== (isLong ? 'extension' : 'number'));
  return first === undefined ? [...all] : [first];
}

/** The one that is meant: never guessed where there are several. */
export async function theSubject(
  call: CommandCall,
  into: LookInto = 'what tells apart',
): Promise<WantedSubject> {
  const [wanted, ...others] = await subjectsTyped(call, into);
  if (wanted === undefined) throw new Error('nothing was typed');
  const [typed = ''] = call.positionals;
  if (others.length > 0) {
    const kinds = [wanted, ...others].map(
      ({ kind, found }) => `${kind} (${grouped(found.calls.length)} calls)`,
    );
    throw unclear(
      `${typed} is stored as ${kinds.join(' and as ')}.`,
      `Say which is meant: ${[wanted, ...others].map(({ kind }) => `--as-${kind}`).join(' or ')}.`,
    );
  }
  const persons = new Set(wanted.holdings.map(({ external_id }) => external_id));
  if (wanted.subject.names.length > 0 && persons.size > 1 && !isSet(call, 'as-name'))
    throw unclear(
      `The directory has several people of the name ${nameIn(wanted)}: ${[...persons].join(', ')}.`,
      `Their calls cannot be told apart by it: give a number, or an extension with --from and --to, or mean all of them by the name and --as-name.`,
    );
  if (wanted.people.length > 1 && !isSet(call, 'as-name')) {
    const people = wanted.people.map(({ number, calls }) => `${number} (${grouped(calls)} calls)`);
    throw unclear(
      `The name ${nameIn(wanted)} stands beside several numbers: ${people.join(', ')}.`,
      'These can be several people: name one of them by the number, or mean everybody of the name by it and --as-name.',
    );
  }
  return wanted;
}

const nameIn = ({ subject, typed }: WantedSubject): string => subject.names[0] ?? typed;

function unclear(message: string, hint: string): OperationError {
  return new OperationError('SUBJECT_UNCLEAR', message, { hint });
}

async function lookedUp(
  call: CommandCall,
  { kind, subject }: SubjectReading,
  configuration: Configuration,
  reads: boolean,
): Promise<WantedSubject> {
  const { sites, retention } = configuration;
  const { connection } = call.reading();
  const read = reads ? await readForSubject(call, subject, configuration) : NOT_READ;
  const today = dayIn(retention?.time_zone ?? 'UTC', call.now());
  const found = subjectFound(connection, subject, today, read);
  const naming = namingOf(subject);
  const placesOf = (one: Naming): WantedSubject['places'] =>
    canName(one) ? createNamedPlaces(one, createNumberForms(sites)) : () => [];
  const [places, ofNumber] = [placesOf(naming), placesOf(byNumberAlone(naming))];
  const isNamed = ({ kind: of, text }: NamingText): boolean =>
    (NAMED_BY_NUMBER.has(of) ? ofNumber : places)(text).length > 0;
  const texts = canName(naming) ? namingTexts(connection).filter(isNamed) : [];
  const people = subject.names.length === 0 ? [] : partiesNamed(connection, subject.names);
  const [typed = ''] = call.positionals;
  return {
    ...{ typed: typed.trim(), kind, subject, texts, places, damaged: reads ? read.damaged : null },
    statements: read.statements,
    found: withNamedAttachments(connection, found, { subject, texts }),
    archives: archivesOf(call, subject),
    people: people.map(({ number, text, calls }) => ({
      number: number === null ? '(no number)' : showNumber(number as PhoneNumber, text ?? '(text)'),
      calls,
    })),
    holdings:
      kind === 'extension'
        ? holdersOf(connection, subject.extensions)
        : holdingsOfNamed(connection, subject.names),
  };
}

/** An attachment of which nothing else says whose it is, is of whom its name names. */
function withNamedAttachments(
  connection: ReadingStore['connection'],
  found: SubjectFound,
  { subject, texts }: Pick<WantedSubject, 'subject' | 'texts'>,
): SubjectFound {
  const ids = texts.filter(({ kind }) => kind === 'attachment_names').map(({ key }) => Number(key));
  const named = knownByName(connection, ids);
  if (named.length === 0) return found;
  const attachments = [...new Set([...found.attachments, ...named])].sort((one, other) => one - other);
  const unknown_attachments = unknownAttachments(connection, subject, attachments);
  return { ...found, attachments, unknown_attachments };
}

/** What was dialled to reach an extension is that extension, and no number beside it. */
function withoutOwnDigits(wanted: readonly WantedSubject[]): WantedSubject[] {
  const inside = wanted.find(({ kind }) => kind === 'extension');
  if (inside === undefined) return [...wanted];
  const own = new Set(inside.found.calls);
  const isOwn = ({ kind, found, archives, texts }: WantedSubject): boolean =>
    kind === 'number' &&
    archives.length + found.undefined_lines.length + texts.length === 0 &&
    found.calls.every((call) => own.has(call));
  return wanted.filter((one) => !isOwn(one));
}

function isStored({ found, archives, texts, holdings, statements }: WantedSubject): boolean {
  const { calls, lines, undefined_lines, memory_entries, contacts, people, archived_calls } = found;
  const entries =
    memory_entries + contacts + people + archived_calls.length + archives.length + holdings.length;
  return (
    calls.length + entries + statements.length + lines.length + undefined_lines.length + texts.length > 0
  );
}

const isRecorded = ({ found }: WantedSubject): boolean => found.attachments.length > 0;

const isHeld = ({ found }: WantedSubject): boolean => found.legal_holds.length > 0;

/** How many copies of each kind, as the plan and the page show them. */
export function countsOf({ found, archives, texts, statements }: WantedSubject): Record<string, number> {
  const { calls, held_calls, lines, quality_records, memory_entries, legal_holds, contacts, people } = found;
  const { attachments, archived_calls, undefined_lines } = found;
  const named = (kind: NamingText['kind']): number => texts.filter((text) => text.kind === kind).length;
  return {
    calls: calls.length - held_calls,
    held_calls,
    raw_lines: lines.length + undefined_lines.length,
    undefined_lines: undefined_lines.length,
    quality_records,
    memory_entries,
    attachments: attachments.length,
    statements: statements.length,
    archived_calls: archived_calls.length,
    archived_days: archives.reduce((sum, { days }) => sum + days.length, 0),
    contacts,
    people,
    file_names:
      named('file_names') +
      named('origins') +
      named('refused_files') +
      named('refused_attachments') +
      named('transfers'),
    attachment_names: named('attachment_names'),
    configuration_versions: named('configuration_versions'),
    settings: named('settings'),
    trunks: named('trunks'),
    contact_names: named('contact_names'),
    person_fields: named('person_fields'),
    legal_holds: legal_holds.length,
    restrictions: named('restrictions'),
  };
}
