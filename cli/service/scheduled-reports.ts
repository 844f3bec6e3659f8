import { dueReports } from '../../maintenance/due-reports.ts';
import type { ReportHands } from '../../maintenance/job.ts';
import { dayIn } from '../../privacy/retention.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { MadeStatement } from '../../record/statement.ts';
import { nextTry } from '../../reports/delivery/delivery.ts';
import { readPeriod } from '../../reports/report-period.ts';
import type { ReportSchedule } from '../../reports/schedule-settings.ts';
import type { Configuration } from '../../settings/configuration.ts';
import type { WaitingStatement } from '../../store/statement-store.ts';
import { reportZone } from '../report-zone.ts';
import { failedStatement } from './failed-statement.ts';
import { makeStatementBeside } from './make-statement-beside.ts';
import { placesOf } from './places-of.ts';
import { reportAlarms } from './report-alarms.ts';
import { reportTimings } from './report-timings.ts';
import {
  type DeliveryParts,
  type DeliveryRound,
  retryHours,
  StatementDeliveries,
} from './statement-deliveries.ts';

interface ScheduledParts extends Omit<DeliveryParts, 'alarms'> {
  readonly store: DeliveryParts['store'] & Parameters<typeof reportAlarms>[0]['store'];
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

interface Made {
  readonly id: number;
  readonly state: MadeStatement['state'];
}

/** What is noted of a report however it ended. */
type AskedFacts = Pick<
  MadeStatement,
  'schedule' | 'due_at' | 'asked_by' | 'again' | 'asked_at' | 'started_at'
>;

/** Makes reports that are due, and brings them to where they go. What waits stands in the store, so a start goes on with it. */
export class ScheduledReports implements ReportHands {
  private readonly parts: ScheduledParts & DeliveryParts;
  private readonly deliveries: StatementDeliveries;

  constructor(parts: ScheduledParts) {
    this.parts = { ...parts, alarms: reportAlarms(parts) };
    this.deliveries = new StatementDeliveries(this.parts);
  }

  async isDue(): Promise<boolean> {
    const { store, now } = this.parts;
    if ((await this.due()).length > 0 || (await store.waitingStatements(now())).length > 0) return true;
    return (await store.waitingDispatches(now())).length > 0;
  }

  async run(signal: AbortSignal, count: (name: string, rows: number) => void): Promise<void> {
    const { store, now } = this.parts;
    const made = async (due: Due): Promise<void> => {
      const end = await this.make(due, signal);
      if (end !== null) count(end.state === 'made' ? 'reports_made' : 'reports_failed', 1);
    };
    for (const due of await this.due()) await made({ ...due, by: 'schedule', waited: null });
    const round: DeliveryRound = { mailAnswers: true };
    // What is withheld is made anew at once, and nothing of it can be withheld again before it is delivered.
    for (const _ of ['what waits', 'what was made anew']) {
      for (const waited of await this.stillWanted(await store.waitingStatements(now())))
        await made({ name: waited.schedule, due_at: waited.due_at, by: waited.asked_by, waited });
      await this.deliveries.deliverAll(await store.waitingDispatches(now()), { signal, count, round });
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

  /** One schedule now, whenever it is due; gives the number of what was made, which was tried once at each place. */
  async deliverNow(name: string, by: string, signal: AbortSignal): Promise<number> {
    const { store, alone } = this.parts;
    const waiting = await this.waitingOf(name);
    const id = await alone(async () => {
      // The job was at it already.
      for (const one of waiting) if ((await store.stateOf(one)) === 'made') return one;
      const due = { name, due_at: null, by, waited: null };
      // What failed while this one waited for its turn waits now, too.
      return (await this.makeAlone(due, { signal, instead_of: await this.waitingOf(name) })).id;
    });
    const round: DeliveryRound = { mailAnswers: true };
    await this.deliveries.deliverAll(await store.dispatchesOf(id), { signal, count: () => {}, round });
    return id;
  }

  /** What waits to be made for the days that the schedule has now: it would come a second time. */
  private async waitingOf(name: string): Promise<number[]> {
    const { store, configuration, now } = this.parts;
    const inForce = await configuration();
    const days = (at: number) => daysOf(inForce, name, at);
    return (await store.waitingStatements(Number.MAX_SAFE_INTEGER))
      .filter(({ schedule, due_at }) => schedule === name && due_at !== null)
      .filter(({ asked_at }) => days(asked_at) === days(now()))
      .map(({ id }) => id);
  }

  private async due(): Promise<{ readonly name: string; readonly due_at: number }[]> {
    const { store, configuration, now } = this.parts;
    const timings = reportTimings(await configuration());
    return timings.length === 0 ? [] : dueReports(timings, await store.knownSchedules(), now());
  }

  /** Null where somebody else has made, or stopped, what was found waiting. */
  private async make(due: Due, signal: AbortSignal): Promise<Made | null> {
    const { store, alone } = this.parts;
    const { waited } = due;
    return await alone(async () => {
      const waiting = waited === null ? [] : await store.waitingStatements(Number.MAX_SAFE_INTEGER);
      const waitsStill = waiting.some(({ id, tries }) => id === waited?.id && tries === waited.tries);
      return waited === null || waitsStill ? await this.makeAlone(due, { signal, instead_of: [] }) : null;
    });
  }

  /** While nothing else is made, and nobody erased. */
  private async makeAlone(
    due: Due,
    { signal, instead_of }: { signal: AbortSignal; instead_of: readonly number[] },
  ): Promise<Made> {
    const { store, configuration, now, folder, log } = this.parts;
    const inForce = await configuration();
    const { name, waited } = due;
    const settings = inForce.report_schedules[name];
    if (settings === undefined) throw noSchedule(name);
    const started_at = now();
    const asked_at = waited?.asked_at ?? started_at;
    const asked = { schedule: name, due_at: due.due_at, asked_by: due.by, again: waited?.id ?? null };
    const facts = { ...asked, asked_at, started_at };
    try {
      const made = await makeStatementBeside(folder, { name, settings, at: started_at, asked_at }, signal);
      // One in the place of another goes only to where that one did not come.
      const isAnew = waited !== null && waited.dispatches > 0;
      const dispatches = isAnew ? [] : placesOf(settings, inForce.mail?.from ?? '');
      const end = { ended_at: now(), state: 'made', next_at: null, trouble: null } as const;
      const id = await store.addStatement({ ...facts, ...made, ...end, dispatches, instead_of });
      log('info', 'a report was made', { schedule: name, statement: id });
      return { id, state: 'made' };
    } catch (error) {
      // It is due again, and nothing was stored.
      if (signal.aborted) throw error;
      return await this.noteFailure(due, { settings, facts, error });
    }
  }

  private async noteFailure(
    due: Due,
    { settings, facts, error }: { settings: ReportSchedule; facts: AskedFacts; error: unknown },
  ): Promise<Made> {
    const { store, configuration, now, alarms } = this.parts;
    const hours = retryHours(await configuration());
    const isTriedAgain = due.by === 'schedule' || due.waited !== null;
    const next_at = isTriedAgain ? nextMaking(due, now(), hours) : null;
    const failed = failedStatement(settings, error, now());
    const state = next_at === null ? 'failed' : 'waiting';
    const id = await store.addStatement({ ...facts, ...failed, state, next_at, instead_of: [] });
    const code = error instanceof OperationError ? error.code : 'an error of the program';
    const then = next_at === null ? '' : '; it is tried again';
    await alarms.raise(due.name, id, `the report of schedule ${due.name} could not be made (${code})${then}`);
    return { id, state };
  }
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

export function noSchedule(name: string): OperationError {
  return new OperationError('NOT_FOUND', `There is no schedule ${name}.`, {
    hint: './ledgerline report schedule list names those there are.',
  });
}
