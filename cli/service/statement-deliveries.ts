import type { Log } from '../../collector/source.ts';
import { InOrder } from '../../record/in-order.ts';
import { type DeliveryEnd, nextTry } from '../../reports/delivery/delivery.ts';
import type { ReportReceipt } from '../../reports/report-receipt.ts';
import type { Configuration } from '../../settings/configuration.ts';
import type { StatementStore, WaitingDispatch } from '../../store/statement-store.ts';
import { type MadeThen, readerChanged } from '../reader-changed.ts';
import { deliverStatement } from './deliver-statement.ts';
import { placesOf } from './places-of.ts';
import type { ReportAlarms } from './report-alarms.ts';

/** Where nothing is mailed nobody says how long it is tried. */
const RETRY_HOURS = 24;

export interface DeliveryParts {
  readonly folder: string;
  readonly store: StatementStore;
  readonly configuration: () => Promise<Configuration>;
  readonly now: () => number;
  readonly log: Log;
  readonly alarms: ReportAlarms;
}

/** What is found out while reports go out: a mail server that is away is not tried again for each of them. */
export interface DeliveryRound {
  mailAnswers: boolean;
}

interface DeliveryWish {
  readonly signal: AbortSignal;
  readonly count: (name: string, rows: number) => void;
  readonly round: DeliveryRound;
}

/** Brings reports to where they go, one place at a time, whoever asks. */
export class StatementDeliveries {
  private readonly parts: DeliveryParts;
  private readonly turns = new InOrder();

  constructor(parts: DeliveryParts) {
    this.parts = parts;
  }

  /** A mail server that is of no use is found out by one mail a round: no job waits for the others, which are due still. */
  async deliverAll(
    dispatches: readonly WaitingDispatch[],
    { signal, count, round }: DeliveryWish,
  ): Promise<void> {
    for (const dispatch of dispatches) {
      signal.throwIfAborted();
      if (dispatch.kind === 'mail' && !round.mailAnswers) continue;
      const end = await this.turns.run(() => this.bring(dispatch));
      if (end === null) continue;
      if (dispatch.kind === 'mail' && end !== 'withheld') round.mailAnswers = end !== 'no server';
      count(COUNTED[end], 1);
    }
  }

  /** Null where somebody else has tried it, or withheld it, since it was found waiting. */
  private async bring(dispatch: WaitingDispatch): Promise<DeliveryEnd['end'] | 'withheld' | null> {
    const waiting = await this.parts.store.dispatchesOf(dispatch.statement);
    if (!waiting.some(({ id, tries }) => id === dispatch.id && tries === dispatch.tries)) return null;
    return (await this.withheld(dispatch)) ? 'withheld' : await this.deliver(dispatch);
  }

  /** What its reader is not shown any more is not delivered: it is made anew, for the same places. */
  private async withheld(dispatch: WaitingDispatch): Promise<boolean> {
    const { store, configuration, now, folder, log, alarms } = this.parts;
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
      await alarms.raise(
        schedule,
        statement,
        `report ${statement} of schedule ${schedule} is withheld: ${why}`,
      );
    else log('warn', 'a report is withheld, and made anew', { schedule, statement, anew: next, why });
    return true;
  }

  private async deliver(dispatch: WaitingDispatch): Promise<DeliveryEnd['end']> {
    const { store, configuration, now, folder, log, alarms } = this.parts;
    const inForce = await configuration();
    const end = await deliverStatement(folder, inForce, dispatch, await store.filesOf(dispatch.statement));
    const at = now();
    const { id, statement, schedule, kind, started_at: since } = dispatch;
    const facts = { schedule, statement, to: kind, try: dispatch.tries + 1 };
    if (end.end === 'delivered') {
      await store.noteTry(id, { at, state: 'delivered', detail: null, next_at: null });
      log('info', 'a report was delivered', facts);
      if ((await store.undelivered(statement)) === 0) await alarms.clear(schedule);
      return end.end;
    }
    const for_hours = retryHours(inForce);
    const next_at = end.end === 'refused' ? null : nextTry(dispatch.tries + 1, { now: at, since, for_hours });
    const state = next_at === null ? 'failed' : 'waiting';
    await store.noteTry(id, { at, state, detail: end.detail, next_at });
    const why = { ...facts, error: codeOf(end) };
    if (state === 'waiting') log('warn', 'a report could not be delivered; it is tried again', why);
    else
      await alarms.raise(
        schedule,
        statement,
        `report ${statement} of schedule ${schedule} could not be delivered (${kind}, ${codeOf(end)})`,
      );
    return end.end;
  }
}

/** The name by which a job counts each end. */
const COUNTED: Readonly<Record<DeliveryEnd['end'] | 'withheld', string>> = {
  delivered: 'delivered',
  withheld: 'reports_withheld',
  ...{ failed: 'not_delivered', refused: 'not_delivered', 'no server': 'not_delivered' },
};

export function retryHours({ mail }: Configuration): number {
  return mail?.retry_hours ?? RETRY_HOURS;
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

/** What a server or disk said, without the words of it, in which an address can stand. */
function codeOf(end: Exclude<DeliveryEnd, { end: 'delivered' }>): string {
  return end.detail.split(':', 1)[0] ?? '';
}
