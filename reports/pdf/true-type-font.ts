const [COMPOSITE_WORDS, COMPOSITE_SCALE, COMPOSITE_MORE, COMPOSITE_TWO, COMPOSITE_FOUR] = [1, 8, 32, 64, 128];
/** What a reader of a PDF needs of a font that is embedded by its glyphs' numbers. */
const EMBEDDED = ['cvt ', 'fpgm', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'prep'];

/** A TrueType font file: which glyph a sign has, how wide it is, and a smaller file with some of its glyphs. */
export class TrueTypeFont {
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  readonly box: readonly number[];
  private readonly bytes: Buffer;
  private readonly tables = new Map<string, Buffer>();
  private readonly glyphs: ReadonlyMap<number, number>;
  private readonly metrics: number;
  private readonly longPlaces: boolean;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    for (let at = 12; at < 12 + 16 * bytes.readUInt16BE(4); at += 16) {
      const begin = bytes.readUInt32BE(at + 8);
      this.tables.set(
        bytes.toString('latin1', at, at + 4),
        bytes.subarray(begin, begin + bytes.readUInt32BE(at + 12)),
      );
    }
    const [head, hhea] = [this.table('head'), this.table('hhea')];
    this.unitsPerEm = head.readUInt16BE(18);
    this.box = [36, 38, 40, 42].map((at) => this.perMille(head.readInt16BE(at)));
    this.longPlaces = head.readInt16BE(50) === 1;
    this.ascent = this.perMille(hhea.readInt16BE(4));
    this.descent = this.perMille(hhea.readInt16BE(6));
    this.metrics = hhea.readUInt16BE(34);
    this.glyphs = readGlyphs(this.table('cmap'));
  }

  /** 0, which is an empty box, for a sign that the font lacks. */
  glyph(codePoint: number): number {
    return this.glyphs.get(codePoint) ?? 0;
  }

  /** In thousandths of the size of letters. */
  width(glyph: number): number {
    return this.perMille(this.table('hmtx').readUInt16BE(4 * Math.min(glyph, this.metrics - 1)));
  }

  /** The same font with nothing but some glyphs, under the numbers that they have. */
  subset(wanted: Iterable<number>): Buffer {
    const kept = new Set([0, ...wanted]);
    for (const glyph of kept) for (const part of this.partsOf(glyph)) kept.add(part);
    const outlines: Buffer[] = [];
    const count = this.table('maxp').readUInt16BE(4);
    const places = Buffer.alloc(4 * (count + 1));
    let length = 0;
    for (let glyph = 0; glyph < count; glyph += 1) {
      places.writeUInt32BE(length, 4 * glyph);
      if (!kept.has(glyph)) continue;
      const outline = this.outline(glyph);
      outlines.push(outline);
      length += outline.length;
    }
    places.writeUInt32BE(length, 4 * count);
    const head = Buffer.from(this.table('head'));
    head.writeInt16BE(1, 50);
    const others = { glyf: Buffer.concat(outlines), loca: places, head };
    return fontFile(
      EMBEDDED.flatMap((tag) => {
        const table = tag in others ? others[tag as keyof typeof others] : this.tables.get(tag);
        return table === undefined ? [] : [[tag, table] as const];
      }),
      this.bytes.subarray(0, 4),
    );
  }

  private outline(glyph: number): Buffer {
    const places = this.table('loca');
    const at = (index: number) =>
      this.longPlaces ? places.readUInt32BE(4 * index) : 2 * places.readUInt16BE(2 * index);
    return this.table('glyf').subarray(at(glyph), at(glyph + 1));
  }

  /** A letter with an accent is made of both. */
  private partsOf(glyph: number): number[] {
    const outline = this.outline(glyph);
    if (outline.length === 0 || outline.readInt16BE(0) >= 0) return [];
    const parts: number[] = [];
    let [at, flags] = [10, COMPOSITE_MORE];
    while ((flags & COMPOSITE_MORE) !== 0) {
      flags = outline.readUInt16BE(at);
      parts.push(outline.readUInt16BE(at + 2));
      at += 4 + ((flags & COMPOSITE_WORDS) !== 0 ? 4 : 2);
      if ((flags & COMPOSITE_SCALE) !== 0) at += 2;
      else if ((flags & COMPOSITE_TWO) !== 0) at += 4;
      else if ((flags & COMPOSITE_FOUR) !== 0) at += 8;
    }
    return parts;
  }

  private table(tag: string): Buffer {
    const table = this.tables.get(tag);
    if (table === undefined) throw new Error(`the font has no table ${tag}`);
    return table;
  }

  private perMille(units: number): number {
    return (units * 1000) / this.unitsPerEm;
  }
}

/** Signs of the basic plane (format 4): names of people and places need no other. */
function readGlyphs(cmap: Buffer): Map<number, number> {
  const glyphs = new Map<number, number>();
  for (let entry = 0; entry < cmap.readUInt16BE(2); entry += 1) {
    const table = cmap.subarray(cmap.readUInt32BE(8 + 8 * entry));
    if (table.readUInt16BE(0) !== 4) continue;
    const size = table.readUInt16BE(6);
    for (let at = 0; at < size; at += 2) {
      const [end, start] = [table.readUInt16BE(14 + at), table.readUInt16BE(16 + size + at)];
      const [delta, place] = [table.readUInt16BE(16 + 2 * size + at), 16 + 3 * size + at];
      const range = table.readUInt16BE(place);
      for (let code = start; code <= end && code !== 0xffff; code += 1) {
        const listed = range === 0 ? code : table.readUInt16BE(place + range + 2 * (code - start));
        const glyph = listed === 0 ? 0 : (listed + delta) & 0xffff;
        if (glyph !== 0) glyphs.set(code, glyph);
      }
    }
  }
  return glyphs;
}

function fontFile(tables: readonly (readonly [string, Buffer])[], version: Buffer): Buffer {
  const largest = 2 ** Math.floor(Math.log2(tables.length));
  const head = Buffer.alloc(12 + 16 * tables.length);
  version.copy(head);
  head.writeUInt16BE(tables.length, 4);
  head.writeUInt16BE(16 * largest, 6);
  head.writeUInt16BE(Math.log2(largest), 8);
  head.writeUInt16BE(16 * (tables.length - largest), 10);
  let offset = head.length;
  const bodies = tables.map(([tag, table], index) => {
    const at = 12 + 16 * index;
    const body = Buffer.concat([table, Buffer.alloc((4 - (table.length % 4)) % 4)]);
    head.write(tag, at, 'latin1');
    head.writeUInt32BE(checksum(body), at + 4);
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(table.length, at + 12);
    offset += body.length;
    return body;
  });
  return Buffer.concat([head, ...bodies]);
}

function checksum(body: Buffer): number {
  let sum = 0;
  for (let at = 0; at < body.length; at += 4) sum = (sum + body.readUInt32BE(at)) >>> 0;
  return sum;
}
