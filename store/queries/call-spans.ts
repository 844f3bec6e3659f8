import { sql } from 'kysely';
import { CALL_STEPS } from '../../record/age-edges.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { DIRECTIONS } from '../../record/call.ts';
import { type CallSpan, spanTimes } from '../../record/call-span.ts';
import type { CallView } from '../../record/call-view.ts';
import type { CallStore } from './call-rows.ts';
import { daysBetween } from './calls.ts';
import { daysOfLongCalls } from './days-of-long-calls.ts';
import { idsOfDays } from './id-range.ts';
import { seenColumn } from './seen-call.ts';
import { textsById } from './texts-by-id.ts';
import { type CallFilter, wantedCalls } from './wanted-calls.ts';

/** By so much the earliest zone begins its day before UTC does. */
const FIRST_ZONE_MS = 14 * 3_600_000;

const LASTED_UNTIL = sql<number>`coalesce(ended_at, started_at + coalesce(ring_ms, 0) + coalesce(duration_ms, 0))`;

/**
 * When calls began and ended, in the order of their start, over all zones; also those that began up to a month before and last
 * until then. Memory holds two days of them, without numbers and names.
 */
export async function* callSpans(
  store: CallStore,
  filter: CallFilter & { readonly from_day: number; readonly to_day: number },
  {
    view,
    sites_of,
    told_as_gone,
  }: { view: CallView; sites_of: Readonly<Record<string, string>>; told_as_gone: ReadonlySet<number> },
): AsyncGenerator<CallSpan> {
  const found = await store.query.selectFrom('source').select(['id', 'name']).execute();
  const sources = new Map(found.map(({ id, name }) => [id, name]));
  const labelOf = textsById(store.connection, 'label');
  const spanOf = (row: SpanRow): CallSpan => {
    const source = sources.get(row.source) ?? '';
    return {
      ...{ source, site: sites_of[source] ?? null, trunk: row.trunk === null ? null : labelOf(row.trunk) },
      ...{ direction: DIRECTIONS[row.direction] ?? 'transit', head: row.head === 1, ...spanTimes(row) },
      hour_only: row.step >= CALL_STEPS.indexOf('anonymous'),
    };
  };
  let waiting: SpanRow[] = [];
  const { from_day, to_day } = filter;
  const earlier = daysOfLongCalls(store.connection, { before: from_day, until: from_day });
  for (const day of [...earlier, ...(await daysBetween(store.query, from_day, to_day))]) {
    // What is left there of a day that is just going counts as gone (gone-hours.ts).
    if (told_as_gone.has(day)) continue;
    // Whatever of the days before began later than this day can have begun comes after its first calls.
    const turn = day * DAY_MS - FIRST_ZONE_MS;
    const later = waiting.findIndex(({ started_at }) => started_at >= turn);
    const ready = later < 0 ? waiting : waiting.slice(0, later);
    const left = later < 0 ? [] : waiting.slice(later);
    waiting = [];
    for (const row of ready) yield spanOf(row);
    const wanted = { ...filter, from_day: day, to_day: day, ids: idsOfDays(store.connection, day, day) };
    const ofDay = (await wantedCalls(store.query, wanted, { view, sources })
      .select(['id', 'source', 'direction', 'head', 'step', 'started_at', 'answered_at', 'ended_at'])
      .select(['ring_ms', 'duration_ms', seenColumn(view, 'trunk').as('trunk')])
      .$if(day < from_day, (rows) => rows.where(LASTED_UNTIL, '>=', from_day * DAY_MS - FIRST_ZONE_MS))
      .execute()) as unknown as SpanRow[];
    waiting = [...left, ...ofDay].sort(
      (one, other) => one.started_at - other.started_at || one.id - other.id,
    );
  }
  for (const row of waiting) yield spanOf(row);
}

interface SpanRow {
  readonly id: number;
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
