import type { PdfFile } from './pdf-file.ts';
import type { TrueTypeFont } from './true-type-font.ts';

interface Sign {
  readonly hex: string;
  readonly width: number;
}

/** Letters of scripts that run from right to left; they are not set in that order. */
const TO_THE_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** A font of a PDF: writes texts with it, and knows at the end which of its glyphs were needed. */
export class PdfFont {
  /** Signs that were written as an empty box, or against their direction. */
  unshown = 0;
  private readonly font: TrueTypeFont;
  private readonly name: string;
  private readonly signs = new Map<string, Sign>();
  private readonly used = new Map<number, number>();

  constructor(font: TrueTypeFont, name: string) {
    this.font = font;
    this.name = name;
  }

  /** Of one line in this size of letters. */
  measure(text: string, size: number): number {
    let width = 0;
    for (const sign of text) width += this.sign(sign).width;
    return (width * size) / 1000;
  }

  /** The text as the numbers of its glyphs. */
  encode(text: string): string {
    let hex = '';
    for (const sign of text) {
      const known = this.sign(sign);
      if (known.hex === '0000' || TO_THE_LEFT.test(sign)) this.unshown += 1;
      hex += known.hex;
    }
    return `<${hex}>`;
  }

  private sign(sign: string): Sign {
    const known = this.signs.get(sign);
    if (known !== undefined) return known;
    const codePoint = sign.codePointAt(0) ?? 0;
    const glyph = this.font.glyph(codePoint);
    if (!this.used.has(glyph)) this.used.set(glyph, glyph === 0 ? 0xfffd : codePoint);
    const made = { hex: glyph.toString(16).padStart(4, '0'), width: this.font.width(glyph) };
    this.signs.set(sign, made);
    return made;
  }

  /** Written at the end, when it is known what was needed of it. */
  write(file: PdfFile, number: number): void {
    const { font, name } = this;
    const glyphs = [...this.used].sort(([one], [other]) => one - other);
    const bytes = font.subset(this.used.keys());
    const embedded = file.stream(bytes, `/Length1 ${bytes.length}`);
    const whole = (values: readonly number[]) => values.map(Math.round).join(' ');
    const descriptor = file.object(
      `<< /Type /FontDescriptor /FontName /LEDGER+${name} /Flags 32 /FontBBox [${whole(font.box)}] /ItalicAngle 0 /Ascent ${Math.round(font.ascent)} /Descent ${Math.round(font.descent)} /CapHeight 729 /StemV 80 /FontFile2 ${embedded} 0 R >>`,
    );
    const widths = glyphs.map(([glyph]) => `${glyph} [${Math.round(font.width(glyph))}]`).join(' ');
    const inner = file.object(
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /LEDGER+${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} 0 R /CIDToGIDMap /Identity /DW 600 /W [${widths}] >>`,
    );
    const unicode = file.stream(unicodeMap(glyphs));
    file.object(
      `<< /Type /Font /Subtype /Type0 /BaseFont /LEDGER+${name} /Encoding /Identity-H /DescendantFonts [${inner} 0 R] /ToUnicode ${unicode} 0 R >>`,
      number,
    );
  }
}

/** So that text can be searched and copied. */
function unicodeMap(glyphs: readonly (readonly [number, number])[]): string {
  const hex = (value: number) => value.toString(16).padStart(4, '0');
  const blocks: string[] = [];
  for (let at = 0; at < glyphs.length; at += 100) {
    const lines = glyphs.slice(at, at + 100).map(([glyph, sign]) => `<${hex(glyph)}> <${hex(sign)}>`);
    blocks.push(`${lines.length} beginbfchar\n${lines.join('\n')}\nendbfchar`);
  }
  return `/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange
${blocks.join('\n')}
endcmap CMapName currentdict /CMap defineresource pop end end`;
}
