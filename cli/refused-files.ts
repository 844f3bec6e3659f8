import { showTime } from '../record/calendar.ts';
import type { RefusedFile } from '../record/intake.ts';
import { textColumns, textTable } from '../reports/text-table.ts';

/** A refused file as programs get it. */
export function asJson({ path, refused_at, reason, hint }: RefusedFile) {
  return { file: path, refused_at: showTime(refused_at, 0), reason, hint };
}

/** The refused files as people read them, beneath another table; empty when there are none. */
export function refusedTable(files: readonly RefusedFile[]): string {
  if (files.length === 0) return '';
  const titles = ['source', 'refused file', 'since', 'why', 'what to do'];
  const rows = files.map(({ source, path, refused_at, reason, hint }) => [
    ...[source, path, showTime(refused_at, 0)],
    ...[reason, hint],
  ]);
  return `\n${textTable(textColumns(titles), rows)}`;
}
