import { showDay } from '../../record/calendar.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import type { Command } from '../command.ts';
import { isSet } from '../usage.ts';
import { AS_OPTION, requireWholeSight } from '../viewer.ts';
import { countsOf, SUBJECT_OPTIONS, subjectsTyped, type WantedSubject } from '../wanted-subject.ts';

export const subjectFind: Command = {
  name: 'subject find',
  summary:
    'Where something of a person is stored, and how much: by number, extension or name, in every spelling.',
  positionals: 'NUMBER|EXTENSION|NAME',
  options: {
    ...SUBJECT_OPTIONS,
    ...AS_OPTION,
    json: { value: null, summary: 'as JSON, with the place of every line' },
  },
  example: './ledgerline subject find +4989231250001',
  writes: false,
  audit: { reads: 'subjects' },
  async run(call) {
    await requireWholeSight(call, 'What is stored of a person is');
    const found = await subjectsTyped(call);
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(found.map(shown), null, 1)}\n`);
      return 0;
    }
    for (const wanted of found) await call.out(textOf(wanted));
    if (found.length > 1)
      await call.out(`Several are meant: say ${found.map(({ kind }) => `--as-${kind}`).join(' or ')}.\n`);
    return 0;
  },
};

const day = (value: number | null): string | null => (value === null ? null : showDay(value));

function shown(wanted: WantedSubject) {
  const { kind, found, undefined_lines, texts, people } = wanted;
  return {
    kind,
    stored: countsOf(wanted),
    first_day: day(found.first_day),
    last_day: day(found.last_day),
    calls: found.calls,
    lines: found.lines,
    undefined_lines,
    legal_holds: found.legal_holds,
    texts: texts.map(({ kind: of, key, stays }) => ({ kind: of, key, in_force: stays })),
    people,
  };
}

/** Lines of the first few are enough to look at one. */
const PLACES_SHOWN = 3;

function textOf(wanted: WantedSubject): string {
  const { kind, found, undefined_lines, people } = wanted;
  const counts = Object.entries(countsOf(wanted)).filter(([, count]) => count > 0);
  if (counts.length === 0) return `Nothing is stored of this ${kind}.\n`;
  const rows = counts.map(([what, count]) => [what.replaceAll('_', ' '), grouped(count)]);
  const places = [...found.lines, ...undefined_lines].slice(0, PLACES_SHOWN);
  const period =
    found.first_day === null ? '' : `, calls of ${day(found.first_day)} to ${day(found.last_day)}`;
  const lines = places.map(({ intake, offset }) => `./ledgerline line show ${intake} ${offset}`);
  return [
    `As ${kind === 'extension' ? 'an' : 'a'} ${kind}${period}:\n`,
    textTable(textColumns(['stored', 'count'], ['count']), rows),
    ...people.map(({ number, calls }) => `The name stands beside ${number} in ${grouped(calls)} calls.\n`),
    ...(lines.length === 0 ? [] : [`Lines as they were received, all with --json: ${lines.join(', ')}\n`]),
  ].join('');
}
