import { randomUUID } from 'node:crypto';
import type { Log } from '../../collector/source.ts';
import { dueReports } from '../../maintenance/due-reports.ts';
import type { ReportHands } from '../../maintenance/job.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { MadeStatement } from '../../record/statement.ts';
import { type DeliveryEnd, nextTry } from '../../reports/delivery/delivery.ts';
import type { ReportSchedule } from '../../reports/schedule-settings.ts';
import type { Configuration } from '../../settings/configuration.ts';
import type { JobRunStore } from '../../store/job-store.ts';
import type { StatementStore, WaitingDispatch } from '../../store/statement-store.ts';
import { deliverStatement } from './deliver-statement.ts';
import { makeStatementBeside } from './make-statement-beside.ts';
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
}

/** Makes reports that are due, and brings them to where they go. What waits stands in the store, so a start goes on with it. */
export class ScheduledReports implements ReportHands {
  private readonly parts: ScheduledParts;

  constructor(parts: ScheduledParts) {
    this.parts = parts;
  }

  async isDue(): Promise<boolean> {
    const { store, now } = this.parts;
    return (await this.due()).length > 0 || (await store.waitingDispatches(now())).length > 0;
  }

  async run(signal: AbortSignal, count: (name: string, rows: number) => void): Promise<void> {
    const { store, now } = this.parts;
    for (const due of await this.due()) {
      const { state } = await this.make({ ...due, by: 'schedule' }, signal);
      count(state === 'made' ? 'reports_made' : 'reports_failed', 1);
    }
    await this.deliverAll(await store.waitingDispatches(now()), signal, count);
  }

  /** A mail server that is of no use is found out by one mail a round: no job waits for the others, which are due still. */
  private async deliverAll(
    dispatches: readonly WaitingDispatch[],
    signal: AbortSignal,
    count: (name: string, rows: number) => void = () => {},
  ): Promise<void> {
    let answers = true;
    for (const dispatch of dispatches) {
      signal.throwIfAborted();
      if (dispatch.kind === 'mail' && !answers) continue;
      const end = await this.deliver(dispatch);
      if (dispatch.kind === 'mail') answers = end !== 'no server';
      count(end === 'delivered' ? 'delivered' : 'not_delivered', 1);
    }
  }

  /** One schedule now, whenever it is due; gives the number of what was made, which was tried once at each place. */
  async deliverNow(name: string, by: string, signal: AbortSignal): Promise<number> {
    const { id } = await this.make({ name, due_at: null, by }, signal);
    await this.deliverAll(await this.parts.store.dispatchesOf(id), signal);
    return id;
  }

  private async due(): Promise<{ readonly name: string; readonly due_at: number }[]> {
    const { store, configuration, now } = this.parts;
    const timings = reportTimings(await configuration());
    return timings.length === 0 ? [] : dueReports(timings, await store.knownSchedules(), now());
  }

  private async make(due: Due, signal: AbortSignal): Promise<{ id: number; state: MadeStatement['state'] }> {
    const { store, configuration, now, folder, log, alone } = this.parts;
    const settings = (await configuration()).report_schedules[due.name];
    if (settings === undefined) throw noSchedule(due.name);
    const started_at = now();
    return await alone(async () => {
      const facts = { schedule: due.name, due_at: due.due_at, asked_by: due.by, started_at };
      const wish = { name: due.name, settings, at: started_at };
      try {
        const made = await makeStatementBeside(folder, wish, signal);
        const dispatches = placesOf(settings, (await configuration()).mail?.from ?? '');
        const rest = { ended_at: now(), state: 'made', trouble: null, dispatches } as const;
        const id = await store.addStatement({ ...facts, ...made, ...rest });
        log('info', 'a report was made', { schedule: due.name, statement: id });
        return { id, state: 'made' };
      } catch (error) {
        // It is due again, and nothing was stored.
        if (signal.aborted) throw error;
        const id = await store.addStatement({ ...facts, ...failedStatement(settings, error, now()) });
        const code = error instanceof OperationError ? error.code : 'an error of the program';
        await this.alarm(due.name, id, `the report of schedule ${due.name} could not be made (${code})`);
        return { id, state: 'failed' };
      }
    });
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
    const for_hours = inForce.mail?.retry_hours ?? RETRY_HOURS;
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

const subjectOf = (schedule: string): string => `report ${schedule}`;

/** What a server or disk said, without the words of it, in which an address can stand. */
function codeOf(end: Exclude<DeliveryEnd, { end: 'delivered' }>): string {
  return end.detail.split(':', 1)[0] ?? '';
}

/** Each mailbox by itself, so that one that refuses keeps it from no other. */
function placesOf({ folder, mail }: ReportSchedule, from: string): MadeStatement['dispatches'] {
  const domain = from.split('@')[1] ?? 'ledgerline.invalid';
  return [
    ...(folder === null ? [] : [{ kind: 'folder', address: folder, message_id: null } as const]),
    ...(mail ?? []).map((address) => ({
      ...({ kind: 'mail', address, message_id: `<${randomUUID()}@${domain}>` } as const),
    })),
  ];
}

function failedStatement(
  { report }: ReportSchedule,
  error: unknown,
  at: number,
): Omit<MadeStatement, 'schedule' | 'due_at' | 'asked_by' | 'started_at'> {
  const known = error instanceof OperationError;
  const trouble = known ? `${error.message} ${error.hint}` : `an error of the program: ${String(error)}`;
  return {
    ...{
      report,
      ended_at: at,
      from_day: null,
      to_day: null,
      day: Math.floor(at / 86_400_000),
      of_people: true,
    },
    ...{ state: 'failed', trouble, receipt: null, files: [], dispatches: [] },
  };
}

export function noSchedule(name: string): OperationError {
  return new OperationError('NOT_FOUND', `There is no schedule ${name}.`, {
    hint: './ledgerline report schedule list names those there are.',
  });
}
