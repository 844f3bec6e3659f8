import { plainName } from './named-columns.ts';
import { splitFields } from './separated-values.ts';

/** Where the two columns stand that are printed without quotes whatever is in them; -1 where a header has them not. */
export interface LooseColumns {
  readonly count: number;
  readonly clid: number;
  readonly lastdata: number;
}

/** Twice what all columns of the newest system take. */
const LONGEST_HEADING = 2000;

/** The columns of a heading in place of a record; null where the line is none. */
export function headingOf(text: string): readonly string[] | null {
  if (text.length > LONGEST_HEADING || !/disposition/i.test(text)) return null;
  const fields = splitFields(text, ',') ?? [];
  const names = new Set(fields.map(plainName));
  const heading = names.has('disposition') && (names.has('start') || names.has('starttime'));
  return heading ? fields : null;
}

/**
 * The fields of a row. A name such as `"Kern, Anna" <5300>` and application data such as `SIP/5301,60,` stand in it as they
 * are, so pieces are put together again: the name ends with `>`, and what is too many belongs to the data. Otherwise the
 * number of pieces.
 */
export function fieldsOf(text: string, { count, clid, lastdata }: LooseColumns): readonly string[] | number {
  const quoted = text.startsWith('"') ? splitFields(text, ',') : null;
  if (quoted?.length === count) return quoted;
  const pieces = text.split(',');
  const named = withWholeName(pieces, clid);
  const extra = named.length - count;
  if (extra < 0 || (extra > 0 && lastdata === -1)) return pieces.length;
  if (extra === 0) return named;
  const end = lastdata + extra + 1;
  return [...named.slice(0, lastdata), named.slice(lastdata, end).join(','), ...named.slice(end)];
}

function withWholeName(pieces: readonly string[], clid: number): readonly string[] {
  const first = pieces[clid];
  if (first === undefined || !first.startsWith('"') || /"$|>$/.test(first)) return pieces;
  const last = pieces.findIndex((piece, place) => place > clid && piece.endsWith('>'));
  if (last === -1) return pieces;
  return [...pieces.slice(0, clid), pieces.slice(clid, last + 1).join(','), ...pieces.slice(last + 1)];
}
