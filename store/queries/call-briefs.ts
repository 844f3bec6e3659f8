import { sql } from 'kysely';
import { showTime } from '../../record/calendar.ts';
import { DESTINATION_CLASSES, DIRECTIONS } from '../../record/call.ts';
import type { BriefWish, CallBrief } from '../../record/call-brief.ts';
import type { CallView } from '../../record/call-view.ts';
import { showNumber } from '../../record/number.ts';
import type { CallStore } from './call-rows.ts';
import { daysBetween } from './calls.ts';
import { idsOfDays } from './id-range.ts';
import { seenColumn } from './seen-call.ts';
import { type CallFilter, wantedCalls } from './wanted-calls.ts';

/** In order of their local day and start; memory holds a day of them. */
export async function* callBriefs(
  store: CallStore,
  filter: CallFilter & { readonly from_day: number; readonly to_day: number },
  { view, wish }: { view: CallView; wish: BriefWish },
): AsyncGenerator<CallBrief> {
  const found = await store.query.selectFrom('source').select(['id', 'name']).execute();
  const sources = new Map(found.map(({ id, name }) => [id, name]));
  const labels = new Map(
    (await store.query.selectFrom('label').selectAll().execute()).map(({ id, text }) => [id, text]),
  );
  for (const day of await daysBetween(store.query, filter.from_day, filter.to_day)) {
    const ofDay = { ...filter, from_day: day, to_day: day, ids: idsOfDays(store.connection, day, day) };
    const rows = (await wantedCalls(store.query, ofDay, { view, sources })
      .where(oneOf(wish))
      .select(['head', 'started_at', 'utc_offset_min', 'duration_ms', 'direction', 'destination_class'])
      .select(['destination_country', 'cost_micros', 'currency'])
      .select([seenColumn(view, 'called').as('called'), seenColumn(view, 'extension').as('extension')])
      .select(seenColumn(view, 'odd_numbers').as('odd_numbers'))
      .orderBy('started_at')
      .orderBy('id')
      .execute()) as unknown as BriefRow[];
    for (const row of rows) yield briefOf(row, labels);
  }
}

function oneOf({ outgoing_to, outgoing_until_ms, longer_than_ms }: BriefWish) {
  const classes = outgoing_to.map((name) => sql.lit(DESTINATION_CLASSES.indexOf(name)));
  const length = sql`coalesce(call.duration_ms, 0)`;
  const outgoing = sql`call.direction = ${sql.lit(DIRECTIONS.indexOf('outgoing'))}`;
  return sql<boolean>`(${outgoing} and (call.destination_class in (${sql.join(classes)}) or ${length} <= ${outgoing_until_ms})
    or ${length} > ${longer_than_ms})`;
}

interface BriefRow {
  readonly head: number;
  readonly started_at: number;
  readonly utc_offset_min: number;
  readonly duration_ms: number | null;
  readonly direction: number;
  readonly destination_class: number;
  readonly destination_country: number | null;
  readonly cost_micros: number | null;
  readonly currency: number | null;
  readonly called: number | null;
  readonly extension: number | null;
  readonly odd_numbers: string | null;
}

function briefOf(row: BriefRow, labels: ReadonlyMap<number, string>): CallBrief {
  const odd = row.odd_numbers === null ? {} : (JSON.parse(row.odd_numbers) as Record<string, string>);
  const number = (name: 'called' | 'extension'): string | null => {
    const value = row[name];
    return value === null ? null : showNumber(value, odd[name] ?? null);
  };
  const label = (id: number | null): string | null => (id === null ? null : (labels.get(id) ?? null));
  return {
    ...{ head: row.head === 1, started_at: showTime(row.started_at, row.utc_offset_min) },
    ...{ duration_ms: row.duration_ms, direction: DIRECTIONS[row.direction] ?? 'transit' },
    ...{ called: number('called'), extension: number('extension') },
    destination_class: DESTINATION_CLASSES[row.destination_class] ?? 'unknown',
    destination_country: label(row.destination_country),
    ...{ cost_micros: row.cost_micros, currency: label(row.currency) },
  };
}
