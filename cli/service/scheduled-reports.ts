import type { Log } from '../../collector/source.ts';
import { dueReports } from '../../maintenance/due-reports.ts';
import type { ReportHands } from '../../maintenance/job.ts';
import { dayIn } from '../../privacy/retention.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { MadeStatement } from '../../record/statement.ts';
import { type DeliveryEnd, nextTry } from '../../reports/delivery/delivery.ts';
import { readPeriod } from '../../reports/report-period.ts';
import type { ReportReceipt } from '../../reports/report-receipt.ts';
import type { Configuration } from '../../settings/configuration.ts';
import type { JobRunStore } from '../../store/job-store.ts';
import type { StatementStore, WaitingDispatch, WaitingStatement } from '../../store/statement-store.ts';
import { type MadeThen, readerChanged } from '../reader-changed.ts';
import { reportZone } from '../report-zone.ts';
import { deliverStatement } from './deliver-statement.ts';
import { failedStatement } from './failed-statement.ts';
import { makeStatementBeside } from './make-statement-beside.ts';
import { placesOf } from './places-of.ts';
import { reportTimings } from './report-timings.ts';

/** Where nothing is mailed nobody says how long it is tried. */
const RETRY_HOURS = 24;

interface ScheduledParts {
  readonly folder: string;
  readonly store: StatementStore & Pick<JobRunStore, 'raiseAlarm' | 'clearAlarm'>;
  readonly configuration: () => Promise<Configuration>;
  readonly now: () => number;
  readonly log: Log;
  /** Runs a piece of work while nobody is erased: what is being made would have that person still. */
  readonly alone: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** What is to be made: of which schedule, and why. */
interface Due {
  readonly name: string;
  readonly due_at: number | null;
  readonly by: string;
  /** One that waited to be made; null for a new one. */
  readonly waited: WaitingStatement | null;
}

/** What is found out while reports go out: a mail server that is away is not tried again for each of them. */
interface Round {
  mailAnswers: boolean;
}

/** Makes reports that are due, and brings them to where they go. What waits stands in the store, so a start goes on with it. */
export class ScheduledReports implements ReportHands {
  private readonly parts: ScheduledParts;

  constructor(parts: ScheduledParts) {
    this.parts = parts;
  }

  async isDue(): Promise<boolean> {
    const { store, now } = this.parts;
    if ((await this.due()).length > 0 || (await store.waitingStatements(now())).length > 0) return true;
    return (await store.waitingDispatches(now())).length > 0;
  }

  async run(signal: AbortSignal, count: (name: string, rows: number) => void): Promise<void> {
    const { store, now } = this.parts;
    const made = async (due: Due): Promise<void> => {
      const { state } = await this.make(due, signal);
      count(state === 'made' ? 'reports_made' : 'reports_failed', 1);
    };
    for (const due of await this.due()) await made({ ...due, by: 'schedule', waited: null });
    const round: Round = { mailAnswers: true };
    // What is withheld is made anew at once, and nothing of it can be withheld again before it is delivered.
    for (const _ of ['what waits', 'what was made anew']) {
      for (const waited of await this.stillWanted(await store.waitingStatements(now())))
        await made({ name: waited.schedule, due_at: waited.due_at, by: waited.asked_by, waited });
      await this.deliverAll(await store.waitingDispatches(now()), { signal, count, round });
    }
  }

  /** A schedule that was taken out, or switched off, makes nothing any more. */
  private async stillWanted(waiting: readonly WaitingStatement[]): Promise<readonly WaitingStatement[]> {
    const { store, configuration, now } = this.parts;
    const schedules = (await configuration()).report_schedules;
    const wanted = waiting.filter(({ schedule }) => schedules[schedule]?.enabled === true);
    for (const one of waiting) {
      if (wanted.includes(one)) continue;
      await store.stopWaiting(one.id, { at: now(), why: `there is no schedule ${one.schedule} any more` });
    }
    return wanted;
  }

  /** A mail server that is of no use is found out by one mail a round: no job waits for the others, which are due still. */
  private async deliverAll(
    dispatches: readonly WaitingDispatch[],
    {
      signal,
      count,
      round,
    }: { signal: AbortSignal; count: (name: string, rows: number) => void; round: Round },
  ): Promise<void> {
    const withheld = new Set<number>();
    for (const dispatch of dispatches) {
      signal.throwIfAborted();
      if (withheld.has(dispatch.statement) || (dispatch.kind === 'mail' && !round.mailAnswers)) continue;
      if (await this.withheld(dispatch)) {
        withheld.add(dispatch.statement);
        count('reports_withheld', 1);
        continue;
      }
      const end = await this.deliver(dispatch);
      if (dispatch.kind === 'mail') round.mailAnswers = end !== 'no server';
      count(end === 'delivered' ? 'delivered' : 'not_delivered', 1);
    }
  }

  /** One schedule now, whenever it is due; gives the number of what was made, which was tried once at each place. */
  async deliverNow(name: string, by: string, signal: AbortSignal): Promise<number> {
    const { store, configuration, now } = this.parts;
    const { id, state } = await this.make({ name, due_at: null, by, waited: null }, signal);
    if (state !== 'made') return id;
    const inForce = await configuration();
    const days = (at: number) => daysOf(inForce, name, at);
    // What this one is in the place of would come a second time.
    for (const waiting of await store.waitingStatements(Number.MAX_SAFE_INTEGER))
      if (waiting.schedule === name && waiting.due_at !== null && days(waiting.asked_at) === days(now()))
        await store.stopWaiting(waiting.id, { at: now(), why: `somebody had it made: report ${id}` });
    const round: Round = { mailAnswers: true };
    await this.deliverAll(await store.dispatchesOf(id), { signal, count: () => {}, round });
    return id;
  }

  private async due(): Promise<{ readonly name: string; readonly due_at: number }[]> {
    const { store, configuration, now } = this.parts;
    const timings = reportTimings(await configuration());
    return timings.length === 0 ? [] : dueReports(timings, await store.knownSchedules(), now());
  }

  private async make(due: Due, signal: AbortSignal): Promise<{ id: number; state: MadeStatement['state'] }> {
    const { store, configuration, now, folder, log, alone } = this.parts;
    const inForce = await configuration();
    const settings = inForce.report_schedules[due.name];
    if (settings === undefined) throw noSchedule(due.name);
    const started_at = now();
    const asked_at = due.waited?.asked_at ?? started_at;
    const again = due.waited?.id ?? null;
    return await alone(async () => {
      const facts = {
        ...{ schedule: due.name, due_at: due.due_at, asked_by: due.by },
        ...{ again, asked_at, started_at },
      };
      const wish = { name: due.name, settings, at: started_at, asked_at };
      try {
        const made = await makeStatementBeside(folder, wish, signal);
        // One in the place of another goes only to where that one did not come.
        const isAnew = due.waited !== null && due.waited.dispatches > 0;
        const dispatches = isAnew ? [] : placesOf(settings, inForce.mail?.from ?? '');
        const rest = { ended_at: now(), state: 'made', next_at: null, trouble: null, dispatches } as const;
        const id = await store.addStatement({ ...facts, ...made, ...rest });
        log('info', 'a report was made', { schedule: due.name, statement: id });
        return { id, state: 'made' };
      } catch (error) {
        // It is due again, and nothing was stored.
        if (signal.aborted) throw error;
        const next_at =
          due.by === 'schedule' || due.waited !== null ? nextMaking(due, now(), retryHours(inForce)) : null;
        const failed = failedStatement(settings, error, now());
        const state = next_at === null ? 'failed' : 'waiting';
        const id = await store.addStatement({ ...facts, ...failed, state, next_at });
        const code = error instanceof OperationError ? error.code : 'an error of the program';
        const then = next_at === null ? '' : '; it is tried again';
        await this.alarm(
          due.name,
          id,
          `the report of schedule ${due.name} could not be made (${code})${then}`,
        );
        return { id, state };
      }
    });
  }

  /** What its reader is not shown any more is not delivered: it is made anew, for the same places. */
  private async withheld(dispatch: WaitingDispatch): Promise<boolean> {
    const { store, configuration, now, folder, log } = this.parts;
    const { statement, schedule, started_at } = dispatch;
    const receipt = JSON.parse(dispatch.receipt) as ReportReceipt;
    const why = await changedReader(folder, { receipt, started_at });
    if (why === null) return false;
    const { report_schedules, mail } = await configuration();
    const settings = report_schedules[schedule];
    const places = settings?.enabled === true ? placesOf(settings, mail?.from ?? '') : [];
    const anew = (await store.dispatchesOf(statement)).flatMap(({ id, kind, address }) =>
      places.flatMap((place) =>
        place.kind === kind && place.address === address ? [{ id, message_id: place.message_id }] : [],
      ),
    );
    const next = await store.withhold({ statement, at: now(), why, anew });
    if (next === null)
      await this.alarm(
        schedule,
        statement,
        `report ${statement} of schedule ${schedule} is withheld: ${why}`,
      );
    else log('warn', 'a report is withheld, and made anew', { schedule, statement, anew: next, why });
    return true;
  }

  private async deliver(dispatch: WaitingDispatch): Promise<DeliveryEnd['end']> {
    const { store, configuration, now, folder, log } = this.parts;
    const inForce = await configuration();
    const end = await deliverStatement(folder, inForce, dispatch, await store.filesOf(dispatch.statement));
    const at = now();
    const { id, statement, schedule, kind, started_at: since } = dispatch;
    const facts = { schedule, statement, to: kind, try: dispatch.tries + 1 };
    if (end.end === 'delivered') {
      await store.noteTry(id, { at, state: 'delivered', detail: null, next_at: null });
      log('info', 'a report was delivered', facts);
      if ((await store.undelivered(statement)) === 0) await store.clearAlarm(subjectOf(schedule));
      return end.end;
    }
    const for_hours = retryHours(inForce);
    const next_at = end.end === 'refused' ? null : nextTry(dispatch.tries + 1, { now: at, since, for_hours });
    const state = next_at === null ? 'failed' : 'waiting';
    await store.noteTry(id, { at, state, detail: end.detail, next_at });
    const why = { ...facts, error: codeOf(end) };
    if (state === 'waiting') log('warn', 'a report could not be delivered; it is tried again', why);
    else
      await this.alarm(
        schedule,
        statement,
        `report ${statement} of schedule ${schedule} could not be delivered (${kind}, ${codeOf(end)})`,
      );
    return end.end;
  }

  private async alarm(schedule: string, statement: number, message: string): Promise<void> {
    const { store, now, log } = this.parts;
    const hint = `./ledgerline report deliveries --id ${statement} says why; when that is mended: ./ledgerline report schedule run ${schedule}`;
    const nothing = { planned: null, total: null };
    await store.raiseAlarm({ subject: subjectOf(schedule), raised_at: now(), message, hint, ...nothing });
    log('error', message, { hint });
  }
}

function retryHours({ mail }: Configuration): number {
  return mail?.retry_hours ?? RETRY_HOURS;
}

/** When a report that could not be made is made again; null where that is given up. */
function nextMaking({ waited }: Due, now: number, for_hours: number): number | null {
  return nextTry((waited?.tries ?? 0) + 1, { now, since: waited?.failed_at ?? now, for_hours });
}

/** The days of a schedule as they are told at a moment. */
function daysOf(configuration: Configuration, name: string, at: number): string | null {
  const settings = configuration.report_schedules[name];
  if (settings === undefined) return null;
  const period = readPeriod(settings.period, dayIn(reportZone(configuration), at));
  return period === null ? null : `${period.from_day} ${period.to_day}`;
}

async function changedReader(folder: string, made: MadeThen): Promise<string | null> {
  // With the builder of queries, which no start of the service waits for.
  const { openReadingStore } = await import('../../store/reading-store.ts');
  const store = openReadingStore(folder);
  try {
    return await readerChanged(store, made);
  } finally {
    await store.close();
  }
}

const subjectOf = (schedule: string): string => `report ${schedule}`;

/** What a server or disk said, without the words of it, in which an address can stand. */
function codeOf(end: Exclude<DeliveryEnd, { end: 'delivered' }>): string {
  return end.detail.split(':', 1)[0] ?? '';
}

export function noSchedule(name: string): OperationError {
  return new OperationError('NOT_FOUND', `There is no schedule ${name}.`, {
    hint: './ledgerline report schedule list names those there are.',
  });
}
