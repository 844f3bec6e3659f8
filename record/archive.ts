import type { UtcMs } from './intake.ts';

/** What an archived piece is about: calls of one local day that a threshold holds (1) or not (0), at one step of the ladder. */
export interface ArchiveGroup {
  readonly day: number;
  readonly held: number;
  /** A place in the list of steps. */
  readonly step: number;
}

/** A piece of a monthly file, encrypted by itself, so that a day can be taken out without a key. */
export interface ArchivePiece extends ArchiveGroup {
  readonly id: number;
  /** As it stands in the file. */
  readonly name: string;
  readonly month: string;
  readonly made_at: UtcMs;
  /** Of the encrypted piece. */
  readonly bytes: number;
  readonly sha256: string;
  /** `written` to every target and read back: only then calls leave the store for it. */
  readonly state: 'being written' | 'written';
  /** How many calls stand in it and nowhere else. */
  readonly calls: number;
}

/** A month that was brought back, until when. */
export interface ReturnedMonth {
  readonly month: string;
  readonly until: UtcMs;
  readonly returned_by: string;
}

/** A call as it stands in an archive: its columns, with words in the place of ids of other tables. */
export interface ArchivedCall extends Readonly<Record<string, number | string | null>> {
  readonly id: number;
  readonly day: number;
  readonly call_group: number | null;
  readonly calling: number | null;
  readonly called: number | null;
  readonly dialled: number | null;
  readonly extension: number | null;
  readonly calling_name: string | null;
  readonly called_name: string | null;
}

/** `2024-03` */
export function monthOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 7);
}

/** The first day of a month; null where the text is none. */
export function firstDayOf(month: string): number | null {
  const at = /^\d{4}-(?:0[1-9]|1[0-2])$/.test(month) ? Date.parse(`${month}-01T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? null : at / 86_400_000;
}

/** `2024-03-05.20261128T021500Z.7.jsonl.zst.age`: of which day, when it was made, and its number. */
export function pieceName(day: number, made_at: UtcMs, number: number): string {
  const stamp = new Date(made_at).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${new Date(day * 86_400_000).toISOString().slice(0, 10)}.${stamp}.${number}.jsonl.zst.age`;
}

const NAME = /^(\d{4}-\d\d-\d\d)\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.\d+\.jsonl\.zst\.age$/;

/** What the name of a piece says, also of one that this database does not know; null where it is no such name. */
export function readPieceName(name: string): { readonly day: number; readonly made_at: UtcMs } | null {
  const [, day, ...at] = NAME.exec(name) ?? [];
  if (day === undefined) return null;
  const [year, month, date, hour, minute, second] = at;
  const made_at = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  return { day: Date.parse(`${day}T00:00:00Z`) / 86_400_000, made_at };
}

/** Of a keyed hash: of so many bits nobody has those of another one by chance, and they fit into a whole number. */
const PRINT_HEX = 12;

/** By what a party of an archived call is known, of its keyed hash (docs/decisions/0013-parties-of-archived-calls.md). */
export function archivePrint(hash: string): number {
  return Number.parseInt(hash.slice(0, PRINT_HEX), 16);
}
