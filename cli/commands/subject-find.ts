import { readCallsWith } from '../../access/calls.ts';
import { showDay } from '../../record/calendar.ts';
import { type PhoneNumber, showNumber } from '../../record/number.ts';
import { counted, grouped, textColumns, textTable, visible } from '../../reports/text-table.ts';
import type { Holding } from '../../store/queries/subject-directory.ts';
import type { Command, CommandCall } from '../command.ts';
import { correctingCommands, fieldsFound, leftData, leftText } from '../left-in-directory.ts';
import { namingFields } from '../naming-fields.ts';
import { unknownBelongings } from '../unknown-belongings.ts';
import { isSet } from '../usage.ts';
import { AS_OPTION, requireWholeSight, viewerOf } from '../viewer.ts';
import { countsOf, SUBJECT_OPTIONS, subjectsTyped, type WantedSubject } from '../wanted-subject.ts';

export const subjectFind: Command = {
  name: 'subject find',
  summary:
    'Where something of a person is stored, and how much: by number, extension, name or what the directory knows them by, in every spelling.',
  positionals: 'NUMBER|EXTENSION|PERSON|NAME',
  options: {
    ...SUBJECT_OPTIONS,
    parties: {
      value: null,
      summary: 'at once, by the parties of calls alone: no line is read and no other text',
    },
    ...AS_OPTION,
    json: { value: null, summary: 'as JSON, with the place of every line' },
  },
  example: './ledgerline subject find +4989231250001',
  writes: false,
  audit: { reads: 'subjects' },
  async run(call) {
    await requireWholeSight(call, 'What is stored of a person is');
    const byParties = await subjectsTyped(call, 'parties');
    if (!isSet(call, 'parties')) call.err(atOnce(byParties));
    const found = isSet(call, 'parties') ? byParties : await subjectsTyped(call, 'everything');
    if (isSet(call, 'json')) {
      const all: object[] = [];
      for (const wanted of found)
        all.push({
          ...shown(wanted),
          left_in_directory: leftData(fieldsFound(call.reading(), wanted)),
          calls_of_others: await othersOf(call, wanted),
        });
      await call.out(`${JSON.stringify(all, null, 1)}\n`);
      return 0;
    }
    for (const wanted of found)
      await call.out(textOf(wanted, await othersOf(call, wanted), directoryText(call, wanted)));
    if (found.length > 1)
      await call.out(`Several are meant: say ${found.map(({ kind }) => `--as-${kind}`).join(' or ')}.\n`);
    return 0;
  },
};

/** Told before everything is read, which takes as long as much is stored. */
function atOnce(byParties: readonly WantedSubject[]): string {
  const each = byParties.map(({ kind, found }) => `as ${kind} ${counted(found.calls.length, 'call')}`);
  return `By the parties of calls: ${each.join(', ')}. Every line and every other text is read for more; --parties leaves that out.\n`;
}

/** A call of the person who is no party of it, and where else they stand; of another leg of theirs nowhere. */
interface CallOfOthers {
  readonly call: number;
  readonly fields: readonly string[];
}

const AT_ONCE = 500;

async function othersOf(call: CommandCall, { found, places }: WantedSubject): Promise<CallOfOthers[]> {
  const ids = [...found.others.keys()];
  const sight = await viewerOf(call);
  const others: CallOfOthers[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE)
    for (const one of await readCallsWith(call.reading(), sight, ids.slice(from, from + AT_ONCE)))
      others.push({
        call: one.id,
        fields: found.others.get(one.id) === 'leg' ? [] : namingFields(one, places),
      });
  return others;
}

/** How many of them, by where the person stands. */
function othersText(others: readonly CallOfOthers[]): string {
  if (others.length === 0) return '';
  const ways = Map.groupBy(others, ({ fields }) =>
    fields.length === 0 ? 'another leg of a call of theirs' : fields.join(' and '),
  );
  const each = [...ways].map(([way, calls]) => `${way} ${grouped(calls.length)}`);
  return `Of these calls they are no party, but stand elsewhere: ${each.join(', ')}.\n`;
}

const ONLY_PARTIES =
  'No line was read, and no text of a call but its parties: without --parties both are, as an erasure does it.\n';

function notRead({ damaged }: WantedSubject): string[] {
  if (damaged === null) return [ONLY_PARTIES];
  if (damaged === 0) return [];
  return [
    `Raw copies that could not be read, and may have more (./ledgerline verify names them): ${damaged}\n`,
  ];
}

const day = (value: number | null): string | null => (value === null ? null : showDay(value));

function shown(wanted: WantedSubject) {
  const { kind, subject, found, archives, texts, people, holdings, damaged } = wanted;
  return {
    kind,
    stored: countsOf(wanted),
    first_day: day(found.first_day),
    last_day: day(found.last_day),
    calls: found.calls,
    lines: found.lines.map(({ intake, offset }) => ({ intake, offset })),
    undefined_lines: found.undefined_lines,
    looked_into: damaged === null ? 'parties' : 'everything',
    unreadable_raw_copies: damaged ?? 0,
    attachments: found.attachments,
    archived_calls: found.archived_calls,
    archives: archives.map(({ month, days }) => ({ month, days: days.map(showDay) })),
    may_be_theirs: { attachments: found.unknown_attachments.count },
    names: subject.names,
    legal_holds: found.legal_holds,
    texts: texts.map(({ kind: of, key, stays }) => ({ kind: of, key, in_force: stays })),
    people,
    directory: holdings.map(({ external_id, name, site, number, from_day, to_day }) => ({
      ...{ external_id, name, site, extension: extensionOf(number), from: day(from_day), to: day(to_day) },
    })),
  };
}

const extensionOf = (number: number | null): string | null =>
  number === null ? null : showNumber(number as PhoneNumber, null);

/** Whom the directory means, and what it gave them, for the days on which it did. */
function holdingText({ external_id, name, site, number, from_day, to_day }: Holding): string {
  const who = visible(`${name ?? 'nobody of a name'} (${external_id})`);
  if (number === null) return `The directory has ${who}, without an extension.\n`;
  const [from, to] = [day(from_day), day(to_day)];
  const period = `--from ${from}${to === null ? '' : ` --to ${to}`}`;
  return `The directory gives extension ${extensionOf(number)} of ${site} to ${who} from ${from} ${to === null ? 'on' : `to ${to}`}: their calls on it by --as-extension ${period}\n`;
}

/** Whose fields these are nothing says: a login can be that of somebody whom nobody asked to forget. */
function directoryText(call: CommandCall, wanted: WantedSubject): string {
  const fields = fieldsFound(call.reading(), wanted);
  if (fields.length === 0) return '';
  const commands = correctingCommands(fields, wanted.places).map((command) => `  ${command}\n`);
  return `The number stands in the directory: ${leftText(fields)}. An erasure of it leaves that there, which can be somebody else's; this corrects it:\n${commands.join('')}`;
}

function attachmentsText(ids: readonly number[]): string {
  const shown = `${ids.slice(0, PLACES_SHOWN).join(', ')}${ids.length > PLACES_SHOWN ? ' …' : ''}`;
  return `Recordings and transcripts, all with --json: ${shown}; ./ledgerline attachments export ${ids[0]} --out FILE\n`;
}

/** Lines of the first few are enough to look at one. */
const PLACES_SHOWN = 3;

/** A raw line is counted by its call, and that is not there. */
const UNCOUNTED_LINES =
  'Raw lines of archived calls are not counted here; ./ledgerline subject prove finds those that stand in raw copies still.\n';

function textOf(wanted: WantedSubject, others: readonly CallOfOthers[], directory: string): string {
  const { kind, found, people } = wanted;
  const counts = Object.entries(countsOf(wanted)).filter(([, count]) => count > 0);
  const besides = [...wanted.holdings.map(holdingText), ...unknownBelongings(wanted), ...notRead(wanted)];
  if (counts.length === 0) return [`Nothing is stored of this ${kind}.\n`, ...besides].join('');
  const rows = counts.map(([what, count]) => [what.replaceAll('_', ' '), grouped(count)]);
  const places = [...found.lines, ...found.undefined_lines].slice(0, PLACES_SHOWN);
  const period =
    found.first_day === null ? '' : `, calls of ${day(found.first_day)} to ${day(found.last_day)}`;
  const lines = places.map(({ intake, offset }) => `./ledgerline line show ${intake} ${offset}`);
  return [
    `As ${kind === 'extension' ? 'an' : 'a'} ${kind}${period}:\n`,
    textTable(textColumns(['stored', 'count'], ['count']), rows),
    othersText(others),
    ...people.map(({ number, calls }) => `The name stands beside ${number} in ${grouped(calls)} calls.\n`),
    ...(found.attachments.length === 0 ? [] : [attachmentsText(found.attachments)]),
    directory,
    ...besides,
    ...(wanted.archives.length === 0 ? [] : [UNCOUNTED_LINES]),
    ...(lines.length === 0 ? [] : [`Lines as they were received, all with --json: ${lines.join(', ')}\n`]),
  ].join('');
}
