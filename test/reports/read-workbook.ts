import { inflateRawSync } from 'node:zlib';

/** The files of an archive by their names, found through its directory as any other program finds them. */
export function unzipped(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  const end = archive.lastIndexOf('PK\x05\x06');
  let place = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, name, extra] = [20, 28, 30].map((at) =>
      at === 20 ? archive.readUInt32LE(place + at) : archive.readUInt16LE(place + at),
    ) as [number, number, number];
    const header = archive.readUInt32LE(place + 42);
    const begin = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
    const bytes = inflateRawSync(archive.subarray(begin, begin + packed));
    files.set(archive.toString('utf8', place + 46, place + 46 + name), bytes.toString('utf8'));
    place += 46 + name + extra;
  }
  return files;
}

/** What is wrong with a text as XML; null when nothing is. Knows what a spreadsheet needs: elements, attributes, five entities. */
export function xmlTrouble(text: string): string | null {
  const open: string[] = [];
  const TOKEN =
    /<\?xml[^?]*\?>|<(\/?)([\w:]+)((?:\s+[\w:-]+="(?:[^<&"]|&(?:amp|lt|gt|quot|#39);)*")*)\s*(\/?)>|(?:[^<&]|&(?:amp|lt|gt|quot|#39);)+/gy;
  let place = 0;
  for (let found = TOKEN.exec(text); found !== null; found = TOKEN.exec(text)) {
    place = TOKEN.lastIndex;
    const [whole, closing, name, attributes = '', empty] = found;
    if (name === undefined) continue;
    const names = [...attributes.matchAll(/([\w:-]+)=/g)].map(([, attribute]) => attribute);
    if (new Set(names).size < names.length) return `an attribute twice in ${whole}`;
    if (closing === '/' && open.pop() !== name) return `${whole} closes another`;
    if (closing === '' && empty === '') open.push(name);
  }
  if (place < text.length) return `not readable at ${text.slice(place, place + 60)}`;
  return open.length === 0 ? null : `${open.join(', ')} not closed`;
}

/** A cell as it stands in the file: its type, its value, its formula, and the form of its number. */
export interface ReadCell {
  readonly value: string | number;
  readonly formula: string | null;
  readonly format: string;
}

const KNOWN: Readonly<Record<string, string>> = {
  0: 'General',
  1: '0',
  3: '#,##0',
  46: '[h]:mm:ss',
  49: '@',
};

/** Cells of a sheet by their place. */
export function readCells(files: ReadonlyMap<string, string>, sheet: string): Map<string, ReadCell> {
  const styles = files.get('xl/styles.xml') ?? '';
  const own = new Map(
    [...styles.matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/g)].map(([, id, code]) => [id, code]),
  );
  const forms = [...(styles.split('<cellXfs')[1] ?? '').matchAll(/<xf numFmtId="(\d+)"/g)].map(
    ([, id = '']) => plain(own.get(id) ?? KNOWN[id] ?? '?'),
  );
  const cells = new Map<string, ReadCell>();
  const CELL =
    /<c r="([A-Z]+\d+)" s="(\d+)"(?: t="(\w+)")?>(?:<f>(.*?)<\/f>)?(?:<v>(.*?)<\/v>|<is><t[^>]*>(.*?)<\/t><\/is>)<\/c>/gs;
  for (const [, at = '', style = '', , formula, number, text] of (files.get(sheet) ?? '').matchAll(CELL)) {
    const value = number === undefined ? restored(plain(text ?? '')) : Number(number);
    cells.set(at, {
      value,
      formula: formula === undefined ? null : plain(formula),
      format: forms[Number(style)] ?? '?',
    });
  }
  return cells;
}

function plain(text: string): string {
  const signs: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => signs[name] ?? '');
}

function restored(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
