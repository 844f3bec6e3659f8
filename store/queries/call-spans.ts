import { CALL_STEPS } from '../../record/age-edges.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { DIRECTIONS } from '../../record/call.ts';
import { type CallSpan, spanTimes } from '../../record/call-span.ts';
import type { CallView } from '../../record/call-view.ts';
import type { CallStore } from './call-rows.ts';
import { daysBetween } from './calls.ts';
import { seenColumn } from './seen-call.ts';
import { type CallFilter, wantedCalls } from './wanted-calls.ts';

/** Calls read at once, so that no reader holds the database for long. */
const PAGE = 5_000;
/** By so much the earliest zone begins its day before UTC does. */
const FIRST_ZONE_MS = 14 * 3_600_000;

/** A call that waits for its turn. */
interface Waiting {
  readonly id: number;
  readonly started_at: number;
}

/**
 * When calls began and ended, in the order of their start, over all zones. Memory holds the ids of two days and a page of
 * calls.
 */
export async function* callSpans(
  store: CallStore,
  filter: CallFilter & { readonly from_day: number; readonly to_day: number },
  { view, sites_of }: { view: CallView; sites_of: Readonly<Record<string, string>> },
): AsyncGenerator<CallSpan> {
  const found = await store.query.selectFrom('source').select(['id', 'name']).execute();
  const sources = new Map(found.map(({ id, name }) => [id, name]));
  const labels = store.connection.prepare<[number], string>('select text from label where id = ?').pluck();
  const spans = async function* (waiting: readonly Waiting[]): AsyncGenerator<CallSpan> {
    for (let at = 0; at < waiting.length; at += PAGE) {
      const rows = await spanRows(
        store,
        waiting.slice(at, at + PAGE).map(({ id }) => id),
        view,
      );
      for (const row of rows) {
        const source = sources.get(row.source) ?? '';
        yield {
          ...{ source, site: sites_of[source] ?? null },
          trunk: row.trunk === null ? null : (labels.get(row.trunk) ?? null),
          direction: DIRECTIONS[row.direction] ?? 'transit',
          head: row.head === 1,
          ...spanTimes(row),
          hour_only: row.step >= CALL_STEPS.indexOf('anonymous'),
        };
      }
    }
  };
  let waiting: Waiting[] = [];
  for (const day of await daysBetween(store.query, filter.from_day, filter.to_day)) {
    // Whatever of the days before began later than this day can have begun comes after its first calls.
    const turn = day * DAY_MS - FIRST_ZONE_MS;
    const later = waiting.findIndex(({ started_at }) => started_at >= turn);
    yield* spans(later < 0 ? waiting : waiting.slice(0, later));
    const left = later < 0 ? [] : waiting.slice(later);
    const ofDay = await wantedCalls(store.query, filter, { view, sources })
      .where('day', '=', day)
      .select(['id', 'started_at'])
      .execute();
    waiting = [...left, ...ofDay].sort(
      (one, other) => one.started_at - other.started_at || one.id - other.id,
    );
  }
  yield* spans(waiting);
}

interface SpanRow {
  readonly source: number;
  readonly trunk: number | null;
  readonly direction: number;
  readonly head: number;
  readonly step: number;
  readonly started_at: number;
  readonly answered_at: number | null;
  readonly ended_at: number | null;
  readonly ring_ms: number | null;
  readonly duration_ms: number | null;
}

async function spanRows(
  { query }: CallStore,
  ids: readonly number[],
  view: CallView,
): Promise<readonly SpanRow[]> {
  const rows = await query
    .selectFrom('call')
    .where('id', 'in', ids)
    .select(['source', 'direction', 'head', 'step', 'started_at', 'answered_at', 'ended_at', 'ring_ms'])
    .select(['duration_ms', seenColumn(view, 'trunk').as('trunk')])
    .orderBy('started_at')
    .orderBy('id')
    .execute();
  return rows as unknown as SpanRow[];
}
