import { showDay, showTime } from '../../record/calendar.ts';
import { KIND, showNumber } from '../../record/number.ts';
import { foldedName } from '../../record/same-name.ts';
import type { Subject } from '../../record/subject.ts';
import { counted, grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { restrictionsInForce } from '../../store/queries/restrictions.ts';
import { callsOfSubject, daysOfSubject } from '../../store/queries/subject-calls.ts';
import type { SubjectFound } from '../../store/queries/subject-found.ts';
import type { Command, CommandCall } from '../command.ts';
import { CONFIRM_OPTIONS, confirmedPlan, NOT_DONE_EXIT } from '../confirmed-plan.ts';
import { requireNamelessReason } from '../nameless-reason.ts';
import { notFound } from '../raw-lines.ts';
import { isSet, optional, usageError } from '../usage.ts';
import { requireOfficer } from '../viewer.ts';
import { SUBJECT_OPTIONS, theSubject } from '../wanted-subject.ts';

export const subjectRestrict: Command = {
  name: 'subject restrict',
  summary:
    'Hides a person from everybody but the data protection officer: calls are counted, and age, but nothing says whose they are.',
  positionals: '[NUMBER|EXTENSION|PERSON|NAME]',
  options: {
    ...SUBJECT_OPTIONS,
    list: { value: null, summary: 'restrictions in force, with whom they hide and how many calls' },
    release: { value: null, summary: 'what was hidden is shown again' },
    ...CONFIRM_OPTIONS,
    json: { value: null, summary: 'with --list: as a JSON array' },
    yes: {
      value: null,
      summary: 'with --release: go ahead; without it only what would be shown again is told',
    },
  },
  example: './ledgerline subject restrict +4989231250001 --reason "request 18 of 2026"',
  writes: true,
  audit: { changes: 'subjects' },
  async run(call) {
    await requireOfficer(call, 'Restrictions are decided by the data protection officer alone; they are');
    if (isSet(call, 'list')) return await list(call);
    if (isSet(call, 'release')) return await release(call);
    const reason = optional(call, 'reason')?.trim() ?? '';
    if (reason === '')
      throw usageError('--reason is missing.', 'Say why, for example the number of the request.');
    const { subject, found, typed } = await theSubject(call);
    await requireNamelessReason(call, { subject, said: [typed] });
    const same = restrictionsInForce(call.reading().connection).filter((one) => isSame(one.subject, subject));
    const { pipeline, store } = await call.writer();
    const asked = { placed_at: call.now(), placed_by: call.principal, reason, subject };
    const id = await pipeline.inTurn(() => store.placeRestriction(asked));
    call.tell({ object: `restriction ${id}`, counts: { calls: partyCalls(found) } });
    await call.out(
      `Restriction ${id} is in force; it hides ${counted(partyCalls(found), 'stored call')} now.\n`,
    );
    if (same.length > 0)
      await call.out(
        `The same person is hidden by ${same.map((one) => `restriction ${one.id}`).join(', ')} already: --release ends all of them.\n`,
      );
    return 0;
  },
};

/** A restriction hides calls of which the person is a party. */
const partyCalls = ({ calls, others }: SubjectFound): number => calls.length - others.size;

async function list(call: CommandCall): Promise<number> {
  const { connection } = call.reading();
  const day = (value: number | null): string | null => (value === null ? null : showDay(value));
  const shown = restrictionsInForce(connection).map(({ id, placed_at, placed_by, reason, subject }) => ({
    ...{ restriction: id, placed_at: showTime(placed_at, 0), placed_by, reason, hides: whomOf(subject) },
    ...{ from: day(subject.from_day), to: day(subject.to_day) },
    calls: callsOfSubject(connection, subject, daysOfSubject(connection, subject)).length,
  }));
  call.tell({ object: 'restrictions', counts: { restrictions: shown.length } });
  if (isSet(call, 'json')) {
    await call.out(`${JSON.stringify(shown, null, 1)}\n`);
    return 0;
  }
  if (shown.length === 0) {
    await call.out('No restriction is in force.\n');
    return 0;
  }
  const titles = ['restriction', 'placed', 'by', 'hides', 'from', 'to', 'calls', 'reason'];
  const rows = shown.map(({ restriction, placed_at, placed_by, hides, from, to, calls, reason }) => [
    ...[String(restriction), placed_at.slice(0, 10), placed_by, hides.join(', ')],
    ...[from ?? '', to ?? '', grouped(calls), reason],
  ]);
  await call.out(textTable(textColumns(titles, ['restriction', 'calls']), rows));
  return 0;
}

/** As people write it; forms of a number that only the store knows are left out where it has a usual one. */
function whomOf({ numbers, extensions, names }: Subject): string[] {
  const inside = extensions.map((extension) => showNumber(extension, null));
  const outside = numbers.filter((number) => !extensions.includes(number));
  const usual = outside.filter((number) => number < KIND);
  const shown = (usual.length > 0 ? usual : outside).map((number) => showNumber(number, '(text)'));
  return [...new Set([...shown, ...inside, ...names])];
}

async function release(call: CommandCall): Promise<number> {
  const { subject, found, typed } = await theSubject(call);
  await requireNamelessReason(call, { subject, said: [typed] });
  const ids = restrictionsInForce(call.reading().connection).filter((one) => isSame(one.subject, subject));
  if (ids.length === 0)
    throw notFound('No restriction of this person is in force.', 'Type it as it was when it was placed.');
  const plan = `${counted(ids.length, 'restriction')} released: ${counted(partyCalls(found), 'stored call')} of this person ${partyCalls(found) === 1 ? 'is' : 'are'} shown again to all who may see calls of others.\n`;
  const reason = await confirmedPlan(call, plan);
  if (reason === null) return NOT_DONE_EXIT;
  const { pipeline, store } = await call.writer();
  for (const { id } of ids) {
    await pipeline.inTurn(() => store.releaseRestriction(id, { at: call.now(), by: call.principal, reason }));
    await call.out(`Restriction ${id} is released.\n`);
  }
  call.tell({ object: 'restrictions', counts: { released: ids.length } });
  return 0;
}

function isSame(one: Subject, other: Subject): boolean {
  const parties = ({ numbers, extensions, names }: Subject): string =>
    JSON.stringify([[...numbers].sort(), [...extensions].sort(), [...new Set(names.map(foldedName))].sort()]);
  return parties(one) === parties(other);
}
