import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PdfFile, pdfText } from './pdf-file.ts';
import { PdfFont } from './pdf-font.ts';
import { TrueTypeFont } from './true-type-font.ts';

/** In points. */
export const PAPERS = { a4: [595.28, 841.89], letter: [612, 792] } as const;
const [MARGIN, FOOTER, FOOTER_LETTERS] = [40, 34, 8];

export type Ink = 'black' | 'quiet' | 'line' | 'soft' | 'mark' | 'warn';
const INKS: Readonly<Record<Ink, string>> = {
  ...{ black: '0.1 0.12 0.14', quiet: '0.34 0.38 0.42', line: '0.84 0.85 0.88', soft: '0.93 0.945 0.96' },
  ...{ mark: '0.18 0.44 0.92', warn: '0.71 0.33 0.04' },
};

export interface TextLook {
  readonly size: number;
  readonly bold?: boolean;
  readonly ink?: Ink;
  readonly align?: 'left' | 'middle' | 'right';
  /** Narrowed to this width where it is wider. */
  readonly within?: number;
}

/** Pages one after the other, each written when the next begins; what is drawn stands in points from the left and the top. */
export class PageFlow {
  /** Where the next thing stands on the page. */
  y = MARGIN;
  readonly left: number = MARGIN;
  readonly width: number;
  private readonly size: readonly [number, number];
  private readonly file = new PdfFile();
  private readonly tree = this.file.reserve();
  private readonly resources = this.file.reserve();
  private readonly pageCount = this.file.reserve();
  private readonly fonts: { readonly plain: PdfFont; readonly bold: PdfFont };
  private readonly pages: number[] = [];
  private readonly footer: string;
  private drawn: string[] = [];

  constructor(size: readonly [number, number], fonts: PageFlow['fonts'], footer: string) {
    this.size = size;
    this.fonts = fonts;
    this.footer = footer;
    this.width = size[0] - 2 * MARGIN;
  }

  /** Left on this page. */
  get room(): number {
    return this.size[1] - MARGIN - FOOTER - this.y;
  }

  get unshown(): number {
    return this.fonts.plain.unshown + this.fonts.bold.unshown;
  }

  measure(text: string, size: number, bold = false): number {
    return this.fonts[bold ? 'bold' : 'plain'].measure(text, size);
  }

  text(x: number, y: number, text: string, look: TextLook): void {
    if (text === '') return;
    const { size, bold = false, ink = 'black', align = 'left', within = Infinity } = look;
    const natural = this.measure(text, size, bold);
    const width = Math.min(natural, within);
    const narrowed = width < natural ? `${round((100 * width) / natural)} Tz ` : '';
    const from = align === 'left' ? x : align === 'right' ? x - width : x - width / 2;
    const name = bold ? 'F2' : 'F1';
    const glyphs = this.fonts[bold ? 'bold' : 'plain'].encode(text);
    this.drawn.push(
      `BT ${INKS[ink]} rg /${name} ${size} Tf ${narrowed}${round(from)} ${this.up(y)} Td ${glyphs} Tj${narrowed === '' ? '' : ' 100 Tz'} ET`,
    );
  }

  box(x: number, y: number, width: number, height: number, ink: Ink): void {
    this.drawn.push(
      `${INKS[ink]} rg ${round(x)} ${this.up(y + height)} ${round(width)} ${round(height)} re f`,
    );
  }

  path(points: readonly (readonly [number, number])[], ink: Ink, weight: number): void {
    const steps = points.map(([x, y], index) => `${round(x)} ${this.up(y)} ${index === 0 ? 'm' : 'l'}`);
    this.drawn.push(`${INKS[ink]} RG ${weight} w 1 j ${steps.join(' ')} S`);
  }

  /** Ends the page. */
  next(): void {
    const base = this.size[1] - FOOTER + 4;
    const look = { size: FOOTER_LETTERS, ink: 'quiet' } as const;
    const place = `Page ${this.pages.length + 1} of `;
    this.path(
      [
        [MARGIN, base - 13],
        [MARGIN + this.width, base - 13],
      ],
      'line',
      0.5,
    );
    this.text(MARGIN, base, place, look);
    // How many there are stands in a part of its own, written at the end and shown by all of them.
    const after = MARGIN + this.measure(place, FOOTER_LETTERS);
    this.drawn.push(`q 1 0 0 1 ${round(after)} ${this.up(base)} cm /Count Do Q`);
    this.text(MARGIN + this.width, base, this.footer, { ...look, align: 'right', within: this.width - 90 });
    const content = this.file.stream(this.drawn.join('\n'));
    const [width, height] = this.size;
    const page = `<< /Type /Page /Parent ${this.tree} 0 R /MediaBox [0 0 ${width} ${height}] /Resources ${this.resources} 0 R /Contents ${content} 0 R >>`;
    this.pages.push(this.file.object(page));
    this.drawn = [];
    this.y = MARGIN;
  }

  /** What has been written since it was last asked: whole pages. */
  take(): Buffer {
    return this.file.take();
  }

  /** Ends the last page and the file. */
  end({ title, program, made_at }: { title: string; program: string; made_at: string }): void {
    this.next();
    const { file, fonts, pages } = this;
    const count = fonts.plain.encode(String(pages.length));
    file.stream(
      `BT ${INKS.quiet} rg /F1 ${FOOTER_LETTERS} Tf 0 0 Td ${count} Tj ET`,
      `/Type /XObject /Subtype /Form /BBox [0 -3 80 10] /Resources ${this.resources} 0 R`,
      this.pageCount,
    );
    const [plain, bold] = [file.reserve(), file.reserve()];
    fonts.plain.write(file, plain);
    fonts.bold.write(file, bold);
    file.object(
      `<< /Font << /F1 ${plain} 0 R /F2 ${bold} 0 R >> /XObject << /Count ${this.pageCount} 0 R >> >>`,
      this.resources,
    );
    const kids = pages.map((page) => `${page} 0 R`).join(' ');
    file.object(`<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`, this.tree);
    const root = file.object(
      `<< /Type /Catalog /Pages ${this.tree} 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>`,
    );
    const date = `D:${made_at.replace(/\D/g, '').slice(0, 14)}Z`;
    const info = file.object(
      `<< /Title ${pdfText(title)} /Producer ${pdfText(program)} /CreationDate (${date}) >>`,
    );
    file.end({ root, info });
  }

  private up(y: number): number {
    return round(this.size[1] - y);
  }
}

/** DejaVu Sans Condensed: Latin, Greek and Cyrillic, narrow enough for wide tables, and free to be embedded. */
export function embeddedFonts(): { plain: PdfFont; bold: PdfFont } {
  const require = createRequire(import.meta.url);
  const font = (path: string, name: string) => new PdfFont(new TrueTypeFont(readFileSync(path)), name);
  return {
    plain: font(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'), 'DejaVuSansCondensed'),
    bold: font(
      require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'),
      'DejaVuSansCondensed-Bold',
    ),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
