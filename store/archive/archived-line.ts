import { CALL_COLUMNS, FIRST_LABEL, FIRST_STORED, FIRST_TEXT } from '../../record/batch.ts';

const STORED = CALL_COLUMNS.slice(FIRST_STORED);
/** Columns that hold the id of a text that many share. */
export const LABELS: readonly string[] = CALL_COLUMNS.slice(FIRST_LABEL, FIRST_TEXT);

/** What a line of an archive has of a call, in this order. */
export const ARCHIVED_COLUMNS: readonly string[] = [
  ...['id', 'source', 'intake', 'occurrence', 'head'],
  ...STORED,
  'full_cost_micros',
];

/** A call as the line of an archive, as SQL: words in the place of ids, so that the line is read without the database. */
export const ARCHIVED_LINE: string = `json_object(${ARCHIVED_COLUMNS.map(
  (name) => `'${name}', ${valueFor(name)}`,
).join(', ')})`;

function valueFor(name: string): string {
  if (name === 'source') return '(select name from source where source.id = call.source)';
  if (LABELS.includes(name)) return `(select text from label where label.id = call.${name})`;
  return `call.${name}`;
}
