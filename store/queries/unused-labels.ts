import { setImmediate } from 'node:timers/promises';
import { LABELS } from '../archive/archived-line.ts';
import type { Connection } from '../open-database.ts';

/** Calls looked at before others have their turn. */
const SLICE = 20_000;

/** Columns that hold the number of a label; a test compares them with what is stored. */
export const LABELLED = {
  call: LABELS,
  day_total: ['trunk', 'destination_country', 'currency'],
  hour_total: ['trunk', 'destination_country', 'currency'],
} as const;

/**
 * Labels that neither a total nor a call has. Calls are looked at slice by slice, and only while a label is left that no
 * total and no call before had: in most nights that ends in the first slices.
 */
export async function unusedLabels(connection: Connection): Promise<number[]> {
  const inTotals = (['day_total', 'hour_total'] as const)
    .flatMap((table) => LABELLED[table].map((column) => `select ${column} from ${table}`))
    .join(' union ');
  const unused = new Set(
    connection.prepare<[], number>(`select id from label where id not in (${inTotals})`).pluck().all(),
  );
  const columns = LABELLED.call.join(', ');
  const slice = `select id, ${columns} from call where id > ? order by id limit ${SLICE}`;
  const last = connection.prepare<[number], number | null>(`select max(id) from (${slice})`).pluck();
  const used = connection
    .prepare<[number], (number | null)[]>(`select distinct ${columns} from (${slice})`)
    .raw();
  for (let after = 0; unused.size > 0; ) {
    const end = last.get(after) ?? null;
    if (end === null) break;
    for (const row of used.all(after)) for (const id of row) if (id !== null) unused.delete(id);
    after = end;
    await setImmediate();
  }
  return [...unused];
}
