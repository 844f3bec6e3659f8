/** What the beginning of the file says of all its pages. */
export interface PageLayout {
  readonly page_size: number;
  /** Bytes at the end of each page that SQLite leaves alone. */
  readonly reserved: number;
  /** Some pages say who points to others (auto_vacuum), and can look like any other kind. */
  readonly pointer_maps: boolean;
}

/** What every database begins with. */
export const FILE_HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';
/** Here other processes take their locks; the page never holds anything. */
const LOCK_BYTE = 0x4000_0000;

/** The first byte of a B-tree page, and how long its header is. */
const HEADER_BYTES: Readonly<Record<number, number>> = { 2: 12, 5: 12, 10: 8, 13: 8 };

/**
 * A page of the other kinds begins with the number of another page. Of a database with fewer pages than this the first byte of
 * that is 0 or 1, so that such a page is never taken for one of a B-tree.
 */
export const MOST_PAGES: number = 2 ** 25 - 1;

/** Null where it is not the beginning of a database. */
export function pageLayout(header: Buffer): PageLayout | null {
  if (header.length < FILE_HEADER_BYTES || header.toString('latin1', 0, 16) !== MAGIC) return null;
  const stored = header.readUInt16BE(16);
  const page_size = stored === 1 ? 65_536 : stored;
  if (page_size < 512 || (page_size & (page_size - 1)) !== 0) return null;
  return { page_size, reserved: header.readUInt8(20), pointer_maps: header.readUInt32BE(52) !== 0 };
}

/**
 * The bytes of a page that SQLite does not use: those between the pointers to its cells and the first cell. Null for anything
 * but a B-tree page that is sound in all that is looked at here, because of nothing else are unused bytes known.
 */
export function pageGap(
  page: Buffer,
  number: number,
  { page_size, reserved, pointer_maps }: PageLayout,
): { readonly from: number; readonly to: number } | null {
  const usable = page_size - reserved;
  if (page.length !== page_size || number === Math.floor(LOCK_BYTE / page_size) + 1) return null;
  if (pointer_maps && isPointerMap(number, usable, page_size)) return null;
  const header = number === 1 ? FILE_HEADER_BYTES : 0;
  const headerBytes = HEADER_BYTES[page[header] ?? 0];
  if (headerBytes === undefined) return null;
  const cells = page.readUInt16BE(header + 3);
  const start = page.readUInt16BE(header + 5);
  const pointers = header + headerBytes;
  const from = pointers + 2 * cells;
  const to = start === 0 ? 65_536 : start;
  if (from > to || to > usable) return null;
  const firstFree = page.readUInt16BE(header + 1);
  if (firstFree !== 0 && (firstFree < to || firstFree > usable - 4)) return null;
  for (let at = pointers; at < from; at += 2) {
    const cell = page.readUInt16BE(at);
    if (cell < to || cell > usable - 4) return null;
  }
  return { from, to };
}

/** The second page, and each that comes after as many as one of them has entries for. */
function isPointerMap(number: number, usable: number, pageSize: number): boolean {
  if (number < 2) return false;
  const group = Math.floor(usable / 5) + 1;
  const first = Math.floor((number - 2) / group) * group + 2;
  return number === (first === Math.floor(LOCK_BYTE / pageSize) + 1 ? first + 1 : first);
}
