import { archivedHint } from '../../access/archived.ts';
import { maskedForms } from '../../privacy/masked-forms.ts';
import { dayIn, type Retention } from '../../privacy/retention.ts';
import { CALL_STEPS } from '../../record/age-edges.ts';
import { showDay, showTime } from '../../record/calendar.ts';
import type { LegalHold } from '../../record/legal-hold.ts';
import type { PhoneNumber } from '../../record/number.ts';
import { counted, grouped, textColumns, textTable } from '../../reports/text-table.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { holdsOfCall } from '../../store/legal-holds.ts';
import { archivedMonthOf } from '../../store/queries/archived-month.ts';
import { agesOfAttachments } from '../../store/queries/due-attachments.ts';
import { jobRuns } from '../../store/queries/job-runs.ts';
import {
  arrivalOf,
  holdsOfNumber,
  type KeptOfNumber,
  keptCall,
  keptOfNumber,
  oldestTakenIn,
  reachedEdges,
} from '../../store/queries/kept-calls.ts';
import { archivesOfNumber } from '../archives-of.ts';
import { archivesText } from '../archives-text.ts';
import type { Command, CommandCall } from '../command.ts';
import { dueDay, type NextStep, nextSteps } from '../next-steps.ts';
import { numberForms } from '../number-forms.ts';
import { notFound } from '../raw-lines.ts';
import { activeConfiguration } from '../service/judging.ts';
import { isSet } from '../usage.ts';
import { AS_OPTION, requireWholeSight } from '../viewer.ts';
import { waitingJobs } from '../waiting-jobs.ts';

/** Ids of calls begin with the day of their arrival; digits of a number are fewer, or begin with 0 or +. */
const CALL_ID = /^[1-9]\d{13,15}$/;

export const explain: Command = {
  name: 'explain',
  summary:
    'Why a call, or the calls of a number, are still here: class, step, when the next steps come, and what holds keep. Why a call is gone.',
  positionals: 'ID|NUMBER',
  options: { ...AS_OPTION, json: { value: null, summary: 'as JSON' } },
  example: './ledgerline explain 89245163913217',
  writes: false,
  audit: { reads: 'calls' },
  async run(call) {
    const [given = ''] = call.positionals;
    // How many calls a number has, and of which days, is told to nobody who does not see the number.
    await requireWholeSight(call, 'Why calls are here or gone is');
    const configuration = await activeConfiguration(call.reading());
    return CALL_ID.test(given)
      ? await explainCall(call, Number(given), configuration.retention)
      : await explainNumber(call, given, configuration);
  },
};

async function explainCall(call: CommandCall, id: number, retention: Retention | null): Promise<number> {
  const { connection } = call.reading();
  const kept = keptCall(connection, id);
  if (kept === null) return await explainGone(call, id);
  const { held, step, age_day: day } = kept;
  const today = dayIn(retention?.time_zone ?? 'UTC', call.now());
  const holds = holdsOfCall(connection, id, today).map(shownHold);
  const next = retention === null ? [] : nextSteps(retention, { day, step, held });
  const found = {
    id,
    class: held ? 'held_calls' : 'calls',
    day: showDay(kept.day),
    arrived: showDay(kept.arrived),
    step: CALL_STEPS[step],
    next_steps: next,
    waits: waitingJobs(connection)(jobOf(held)),
    legal_holds: holds,
    attachments: attachmentsGoing(call, id, retention),
  };
  if (isSet(call, 'json')) {
    await call.out(`${JSON.stringify(found, null, 1)}\n`);
    return 0;
  }
  const { class: name, arrived, step: shown } = found;
  await call.out(`Call ${id} of ${found.day}, which arrived on ${arrived}, is here: ${name}, ${shown}.\n`);
  await call.out(retention === null ? NO_RETENTION : nextText(next, showDay(today)));
  if (next.length > 0) await call.out(waitsText(found.waits));
  for (const hold of holds) await call.out(holdText(hold, 'it as it is'));
  for (const { attachment, gone_from } of found.attachments)
    await call.out(
      `Its attachment ${attachment} stays by a period of its own${gone_from === null ? '' : `, and goes in the first run from ${gone_from} on`}.\n`,
    );
  return 0;
}

/** Attachments go by a ladder of their own: a call takes none along. */
function attachmentsGoing(call: CommandCall, id: number, retention: Retention | null) {
  return agesOfAttachments(call.reading().connection, id).map(({ id: attachment, day }) => ({
    attachment,
    gone_from: retention === null ? null : dueDay(retention.attachments, day),
  }));
}

function shownHold({ id, reason, until }: LegalHold) {
  return { hold: id, reason, until: until === null ? null : showDay(until) };
}

function holdText({ hold, reason, until }: ReturnType<typeof shownHold>, what: string): string {
  return `Legal hold ${hold} keeps ${what}${until === null ? '' : ` until ${until}`}: ${reason}\n`;
}

const NO_CALL_OF_NUMBER =
  'No call with this number is here: none came, it went with its age, or nobody is in it any more.\n';
const NO_RETENTION = 'No retention is in force: it stays as it is.\n';

function nextText(steps: readonly NextStep[], today: string): string {
  if (steps.length === 0) return 'It takes no further step.\n';
  return steps
    .map(({ step, on }) => `${on <= today ? 'Due' : 'Comes'}: ${step}, in the first run from ${on} on.\n`)
    .join('');
}

function jobOf(held: boolean): string {
  return held ? 'held-calls' : 'calls';
}

function waitsText(waits: string | null): string {
  return waits === null ? '' : `Not before somebody has answered, though: ${waits}. ./ledgerline jobs list\n`;
}

async function tellArchived(call: CommandCall, id: number, month: string): Promise<number> {
  await call.out(
    isSet(call, 'json')
      ? `${JSON.stringify({ id, archived: month }, null, 1)}\n`
      : `Call ${id} is archived, in ${month}: ${archivedHint(month)}\n`,
  );
  return 0;
}

/** Of what is gone nothing is kept; how far the ladder got is. */
async function explainGone(call: CommandCall, id: number): Promise<number> {
  const { connection } = call.reading();
  const archived = archivedMonthOf(connection, { id });
  if (archived !== null) return await tellArchived(call, id, archived);
  const arrived = arrivalOf(id);
  // A file can be older than its arrival, and a call goes by the earlier day.
  const oldest = oldestTakenIn(connection, arrived);
  const edges = reachedEdges(connection).filter(({ step, day }) => step === 'gone' && oldest < day);
  const classes = edges.filter(({ class: name }) => name === 'calls' || name === 'held_calls');
  if (classes.length === 0) {
    const gone = reachedEdges(connection).filter(
      ({ class: name, step }) => name === 'calls' && step === 'gone',
    );
    const before = gone.map(({ day }) => `, but for those of days before ${showDay(day)}`).join('');
    throw notFound(
      `There is no call ${id}, and none that arrived on ${showDay(arrived)} has gone because of its age${before}.`,
      './ledgerline calls --held lists all calls with their ids. A line that was excluded, or read otherwise by a replay, has no call.',
    );
  }
  const answers = classes.map(({ class: name, day, completed }) => {
    const job = jobOf(name === 'held_calls');
    const run = jobRuns(connection, job, 1000).find(({ counts }) => (counts[`${name}_gone`] ?? 0) > 0);
    return {
      class: name,
      gone_before: completed === null ? null : showDay(completed),
      unfinished_before: completed !== null && completed >= day ? null : showDay(day),
      job,
      last_run_at: run === undefined ? null : showTime(run.started_at, 0),
    };
  });
  if (isSet(call, 'json')) {
    const found = { id, arrived: showDay(arrived), oldest_day: showDay(oldest), gone: answers };
    await call.out(`${JSON.stringify(found, null, 1)}\n`);
    return 0;
  }
  const older = oldest < arrived ? `, when calls of days from ${showDay(oldest)} on came` : '';
  await call.out(
    `There is no call ${id} any more, if there was one: its line would have arrived on ${showDay(arrived)}${older}.\n`,
  );
  for (const { class: of, gone_before, unfinished_before, job, last_run_at } of answers) {
    const name = of === 'held_calls' ? 'held calls' : 'calls';
    const by = last_run_at === null ? '' : `, last by the run of ${last_run_at}`;
    if (gone_before !== null)
      await call.out(`The job ${job} has removed ${name} of days before ${gone_before}${by}.\n`);
    if (unfinished_before !== null)
      await call.out(
        `The job ${job} has removed some ${name} of days before ${unfinished_before}: its run was stopped.\n`,
      );
  }
  return 0;
}

/** What each hold keeps of a number, in whatever step. */
function holdsText(all: readonly (ReturnType<typeof shownHold> & { calls: number })[]): string {
  return [...Map.groupBy(all, ({ hold }) => hold).values()]
    .map(([hold, ...others]) => {
      if (hold === undefined) return '';
      const calls = others.reduce((sum, other) => sum + other.calls, hold.calls);
      return holdText(hold, `${counted(calls, 'call')} as ${calls === 1 ? 'it is' : 'they are'}`);
    })
    .join('');
}

function numberRow(
  { held, step, calls, first_day, last_day }: KeptOfNumber,
  number: 'whole' | 'masked',
  { retention, waits }: { retention: Retention | null; waits: ReturnType<typeof waitingJobs> },
) {
  return {
    class: held ? 'held_calls' : 'calls',
    number,
    step: CALL_STEPS[step],
    calls,
    first_day: showDay(first_day),
    last_day: showDay(last_day),
    next_steps: retention === null ? [] : nextSteps(retention, { day: first_day, step, held }),
    waits: waits(jobOf(held)),
  };
}

async function explainNumber(
  call: CommandCall,
  given: string,
  { retention, sites }: Configuration,
): Promise<number> {
  const { connection } = call.reading();
  const whole = numberForms(given, sites);
  const masked = whole.flatMap(maskedForms).filter((number) => !whole.includes(number));
  const today = dayIn(retention?.time_zone ?? 'UTC', call.now());
  const told = { retention, waits: waitingJobs(connection) };
  const rowsOf = (number: 'whole' | 'masked', forms: readonly PhoneNumber[]) =>
    keptOfNumber(connection, forms).map((row) => ({
      ...numberRow(row, number, told),
      legal_holds: holdsOfNumber(connection, forms, row, today).map(({ hold, calls }) => ({
        ...shownHold(hold),
        calls,
      })),
    }));
  const rows = [...rowsOf('whole', whole), ...rowsOf('masked', [...new Set<PhoneNumber>(masked)])];
  if (isSet(call, 'json')) {
    await call.out(`${JSON.stringify(rows, null, 1)}\n`);
    return 0;
  }
  const archives = archivesText(archivesOfNumber(call, whole));
  if (rows.length === 0) {
    await call.out(NO_CALL_OF_NUMBER + archives);
    return 0;
  }
  const cells = rows.map((row) => [
    row.class.replace('_', ' '),
    row.step ?? '',
    grouped(row.calls),
    row.first_day,
    row.last_day,
    row.next_steps.map(({ step, on }) => `${step} from ${on}`).join(', '),
  ]);
  const titles = ['class', 'step', 'calls', 'first', 'last', 'the first ones next'];
  await call.out(textTable(textColumns(titles, ['calls']), cells));
  for (const waits of new Set(rows.map((row) => (row.next_steps.length === 0 ? null : row.waits))))
    await call.out(waitsText(waits));
  await call.out(holdsText(rows.flatMap(({ legal_holds }) => legal_holds)));
  if (rows.some(({ number }) => number === 'masked'))
    await call.out('Masked calls are of this number or of another one with the same first digits.\n');
  if (retention === null) await call.out(NO_RETENTION);
  await call.out(archives);
  return 0;
}
