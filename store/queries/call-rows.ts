import type { Kysely } from 'kysely';
import { showTime } from '../../record/calendar.ts';
import { CALL_MARKS, type Call, DESTINATION_CLASSES, DIRECTIONS, type SeenCall } from '../../record/call.ts';
import type { CallView } from '../../record/call-view.ts';
import { isUnitNumber, showNumber } from '../../record/number.ts';
import type { Connection } from '../open-database.ts';
import type { Tables } from '../tables.ts';
import { isWhole, seenColumns } from './seen-call.ts';

/** What calls are read from. */
export interface CallStore {
  readonly connection: Connection;
  readonly query: Kysely<Tables>;
}

/** What turns rows into calls, as a viewer sees them. */
export async function callRows({ connection, query }: CallStore, view: CallView) {
  const labels = new Map(
    (await query.selectFrom('label').selectAll().execute()).map(({ id, text }) => [id, text]),
  );
  const sources = new Map(
    (await query.selectFrom('source').select(['id', 'name']).execute()).map(({ id, name }) => [id, name]),
  );
  const drivers = new IntakeDrivers(connection);
  return {
    sources,
    /** In the order of their start. */
    async callsWith(ids: readonly number[]): Promise<SeenCall[]> {
      if (ids.length === 0) return [];
      const rows = await rowsWith(query, ids, view);
      rows.sort((a, b) => a.started_at - b.started_at || a.id - b.id);
      return rows.map((row) => {
        const call = asCall(row, labels, sources, drivers.of(row.intake, row.offset));
        return view.hidden.has('line') || row.restricted === 1
          ? { ...call, offset: null, length: null }
          : call;
      });
    },
  };
}

type SeenRow = Tables['call'] & { readonly restricted?: number };

async function rowsWith(query: Kysely<Tables>, ids: readonly number[], view: CallView): Promise<SeenRow[]> {
  const wanted = query.selectFrom('call').where('id', 'in', ids);
  if (isWhole(view)) return await wanted.selectAll().execute();
  return (await wanted.select(seenColumns(view)).execute()) as SeenRow[];
}

/** The driver that read a line, by its chunk. */
class IntakeDrivers {
  private readonly find;
  private readonly known = new Map<number, string>();
  private last: { intake: number; from: number; to: number; driver: string } | null = null;

  constructor(connection: Connection) {
    this.find = connection.prepare<
      [number, number],
      { first_offset: number; end_offset: number; settings: number }
    >(
      `select first_offset, end_offset, settings from chunk where intake = ? and first_offset <= ?
       order by first_offset desc limit 1`,
    );
    const all = connection.prepare<[], { id: number; settings: string }>(
      'select id, settings from processing_settings',
    );
    for (const { id, settings } of all.all()) {
      this.known.set(id, (JSON.parse(settings) as { driver: string }).driver);
    }
  }

  of(intake: number, offset: number): string {
    const { last } = this;
    if (last !== null && last.intake === intake && offset >= last.from && offset < last.to)
      return last.driver;
    const chunk = this.find.get(intake, offset);
    const driver = chunk === undefined ? '' : (this.known.get(chunk.settings) ?? '');
    if (chunk !== undefined) this.last = { intake, from: chunk.first_offset, to: chunk.end_offset, driver };
    return driver;
  }
}

function asCall(
  row: Tables['call'],
  labels: ReadonlyMap<number, string>,
  sources: ReadonlyMap<number, string>,
  driver: string,
): Call {
  const odd = row.odd_numbers === null ? {} : (JSON.parse(row.odd_numbers) as Record<string, string>);
  const number = (value: number | null, name: string): string | null =>
    value === null ? null : showNumber(value, odd[name] ?? null);
  const time = (value: number | null, offset: number | null): string | null =>
    value === null ? null : showTime(value, offset ?? row.utc_offset_min);
  const label = (id: number | null): string | null => (id === null ? null : (labels.get(id) ?? null));
  const flag = (value: number | null): boolean | null => (value === null ? null : value === 1);
  return {
    id: row.id,
    source: sources.get(row.source) ?? '',
    driver,
    intake: row.intake,
    offset: row.offset,
    length: row.length,
    call_key: row.call_key,
    head: row.head === 1,
    started_at: showTime(row.started_at, row.utc_offset_min),
    answered_at: time(row.answered_at, row.answered_offset_min),
    ended_at: time(row.ended_at, row.ended_offset_min),
    ring_ms: row.ring_ms,
    duration_ms: row.duration_ms,
    direction: DIRECTIONS[row.direction] ?? 'transit',
    answered: flag(row.answered),
    cause: label(row.cause),
    calling: number(row.calling, 'calling'),
    called: number(row.called, 'called'),
    dialled: number(row.dialled, 'dialled'),
    calling_name: row.calling_name,
    called_name: row.called_name,
    extension:
      row.extension !== null && isUnitNumber(row.extension) ? null : number(row.extension, 'extension'),
    trunk: label(row.trunk),
    account_code: row.account_code,
    destination_class: DESTINATION_CLASSES[row.destination_class] ?? 'unknown',
    destination_country: label(row.destination_country),
    cost_micros: row.cost_micros,
    currency: label(row.currency),
    rate: row.rate,
    private: flag(row.private),
    held_by: label(row.held_by),
    marks: Object.entries(CALL_MARKS).flatMap(([name, bit]) => ((row.marks & bit) !== 0 ? [name] : [])),
    extra: row.extra === null ? null : (JSON.parse(row.extra) as Record<string, string | number>),
  };
}
