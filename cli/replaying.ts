import { showDay } from '../record/calendar.ts';
import {
  addDifferences,
  type DifferenceKind,
  kindOf,
  type ReplayDifference,
  type ReplayFilter,
} from '../record/replay.ts';
import { counted, grouped, textColumns, textTable } from '../reports/text-table.ts';
import type { LedgerGrouping } from '../store/queries/ledger.ts';
import type { CommandCall } from './command.ts';

/** Said this often while it goes on. */
const EVERY_MS = 2_000;

/** What a replay comes to in one intake, one day of arrival or one source. */
export interface ReplayedGroup {
  readonly source: string;
  readonly intake: number | null;
  /** UTC day of arrival. */
  readonly day: string | null;
  lines: number;
  changes: readonly ReplayDifference[];
}

/** Reads intakes again, or only tells what that would change; says how far it is. */
export async function replayed(
  call: CommandCall,
  filter: ReplayFilter,
  { only_try, by }: { only_try: boolean; by: LedgerGrouping },
): Promise<ReplayedGroup[]> {
  const writer = await call.writer();
  const groups = new Map<string, ReplayedGroup>();
  const started = call.now();
  let said = started;
  let lines = 0;
  await writer.replay({
    filter,
    only_try,
    signal: call.signal,
    told: (result, { id, source, day }) => {
      const key = by === 'intake' ? String(id) : by === 'day' ? `${source} ${day}` : source;
      const place = {
        source,
        intake: by === 'intake' ? id : null,
        day: by === 'source' ? null : showDay(day),
      };
      const group = groups.get(key) ?? { ...place, lines: 0, changes: [] };
      group.lines += result.lines;
      group.changes = addDifferences(group.changes, result.differences);
      groups.set(key, group);
      lines += result.lines;
      if (call.now() - said < EVERY_MS) return;
      said = call.now();
      call.err(
        `${grouped(lines)} lines read again, ${grouped(Math.round((lines * 1000) / (said - started)))} a second\n`,
      );
    },
  });
  const gone = await writer.store.linesGone(filter);
  if (gone > 0)
    call.err(
      `${counted(gone, 'line')} cannot be read again, since their raw copies went because of their age; they stay what they are.\n`,
    );
  return [...groups.values()];
}

const ORDER: readonly DifferenceKind[] = ['recovered', 'changed', 'lost', 'moved', 'other'];

/** One row for each kind of change, the recovered lines first. */
export function replayTable(groups: readonly ReplayedGroup[], by: LedgerGrouping): string {
  const lines = groups.reduce((sum, group) => sum + group.lines, 0);
  const rows = groups.flatMap((group) => {
    const place = by === 'intake' ? [String(group.intake)] : by === 'day' ? [group.day ?? ''] : [];
    return group.changes
      .map((change) => ({ change, kind: kindOf(change) }))
      .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || b.change.lines - a.change.lines)
      .map(({ change, kind }) => [group.source, ...place, kind, ...cellsOf(change)]);
  });
  const read = `${counted(lines, 'line')} read again`;
  if (rows.length === 0) return `${read}: each is what it was.\n`;
  const place = by === 'source' ? [] : [by];
  const columns = textColumns(
    ['source', ...place, 'what', 'before', 'now', 'lines', 'for example'],
    ['lines'],
  );
  return `${textTable(columns, rows)}\n${read}. An example is INTAKE OFFSET, as ./ledgerline line show takes it.\n`;
}

function cellsOf({ before, after, field, lines, examples }: ReplayDifference): string[] {
  const [example] = examples;
  const place = example === undefined ? '' : `${example.intake} ${example.offset}`;
  return [before, field === null ? after : `other ${field}`, grouped(lines), place];
}
