import { showDay } from '../../record/calendar.ts';
import { LINE_COUNTS, type LineCounts, noLines, sumHolds } from '../../record/outcome.ts';
import type { Connection } from '../open-database.ts';

export const LEDGER_GROUPINGS = ['intake', 'day', 'source'] as const;
export type LedgerGrouping = (typeof LEDGER_GROUPINGS)[number];

/** One row of the ledger. `intake` and `day` are null where the grouping adds several up. */
export interface LedgerRow extends LineCounts {
  readonly source: string;
  readonly intake: number | null;
  /** UTC day of arrival. */
  readonly day: string | null;
  readonly sum_holds: boolean;
  /** Bytes received but not judged yet. */
  readonly waiting_bytes: number;
}

interface IntakeRow extends LineCounts {
  readonly source: string;
  readonly intake: number;
  readonly day: number;
  readonly length: number;
  readonly cursor: number;
}

/** What became of every line, by intake, by source and UTC day of arrival, or by source. */
export function ledger(
  connection: Connection,
  by: LedgerGrouping,
  intakes: readonly number[] | null = null,
): LedgerRow[] {
  const counts = LINE_COUNTS.map((name) => `intake."${name}"`).join(', ');
  const rows = connection
    .prepare<{ intakes: string | null }, IntakeRow>(
      `select source.name as source, intake.id as intake, intake.day, intake.length, intake.cursor, ${counts}
       from intake join source on source.id = intake.source
       where @intakes is null or intake.id in (select value from json_each(@intakes))
       order by source.name, intake.id`,
    )
    .all({ intakes: intakes === null ? null : JSON.stringify(intakes) });
  const groups = new Map<string, LedgerRow>();
  for (const row of rows) {
    const key = by === 'intake' ? row.intake : by === 'day' ? `${row.source} ${row.day}` : row.source;
    const known = groups.get(String(key));
    const sum: LineCounts = noLines();
    for (const name of LINE_COUNTS) sum[name] = (known?.[name] ?? 0) + row[name];
    groups.set(String(key), {
      source: row.source,
      intake: by === 'intake' ? row.intake : null,
      day: by === 'source' ? null : showDay(row.day),
      ...sum,
      sum_holds: (known?.sum_holds ?? true) && sumHolds(row),
      waiting_bytes: (known?.waiting_bytes ?? 0) + row.length - row.cursor,
    });
  }
  return [...groups.values()];
}
