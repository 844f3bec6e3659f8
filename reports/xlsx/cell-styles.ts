import { escaped } from '../escaped.ts';

/** How cells look besides the form of their number. */
export type CellLook = keyof typeof LOOKS;

/** Font, fill, border and where the text stands: places in the lists below. */
const LOOKS = {
  plain: { font: 0, fill: 0, border: 0, align: '' },
  // Beside a number that stands at the right, a text needs air.
  text: { font: 0, fill: 0, border: 0, align: '<alignment horizontal="left" indent="1"/>' },
  heading: {
    ...{ font: 1, fill: 2, border: 1 },
    align: '<alignment horizontal="left" vertical="center" indent="1"/>',
  },
  headingRight: {
    ...{ font: 1, fill: 2, border: 1 },
    align: '<alignment horizontal="right" vertical="center"/>',
  },
  total: { font: 1, fill: 2, border: 2, align: '' },
  totalText: { font: 1, fill: 2, border: 2, align: '<alignment horizontal="left" indent="1"/>' },
  label: { font: 1, fill: 0, border: 0, align: '<alignment vertical="top"/>' },
  title: { font: 2, fill: 0, border: 0, align: '' },
  wrapped: { font: 0, fill: 0, border: 0, align: '<alignment vertical="top" wrapText="1"/>' },
} as const;

/** Forms that every spreadsheet knows by a number. */
const KNOWN: Readonly<Record<string, number>> = { General: 0, '0': 1, '#,##0': 3, '[h]:mm:ss': 46, '@': 49 };
const FIRST_OWN = 164;

/** The styles of a workbook by their numbers, in the order in which cells first needed them. */
export class CellStyles {
  private readonly ids = new Map<CellLook, Map<string, number>>();
  private readonly formats = new Map<string, number>();
  private readonly styles: string[] = [];

  constructor() {
    this.id('General', 'plain');
  }

  id(format: string, look: CellLook): number {
    const ids = this.ids.get(look) ?? new Map<string, number>();
    const known = ids.get(format);
    if (known !== undefined) return known;
    this.ids.set(look, ids);
    const { font, fill, border, align } = LOOKS[look];
    const applied = `applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"`;
    this.styles.push(
      `<xf numFmtId="${this.formatId(format)}" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0" ${applied}${align === '' ? '/>' : ` applyAlignment="1">${align}</xf>`}`,
    );
    ids.set(format, this.styles.length - 1);
    return this.styles.length - 1;
  }

  private formatId(format: string): number {
    const known = KNOWN[format] ?? this.formats.get(format);
    if (known !== undefined) return known;
    const id = FIRST_OWN + this.formats.size;
    this.formats.set(format, id);
    return id;
  }

  xml(): string {
    const formats = [...this.formats].map(
      ([format, id]) => `<numFmt numFmtId="${id}" formatCode="${escaped(format)}"/>`,
    );
    const font = (inner: string, size: number) =>
      `<font>${inner}<sz val="${size}"/><name val="Calibri"/><family val="2"/></font>`;
    const edge = (side: string, style: string) =>
      `<border><left/><right/>${side === 'top' ? `<top style="${style}"><color rgb="FF57606A"/></top><bottom/>` : `<top/><bottom style="${style}"><color rgb="FF57606A"/></bottom>`}<diagonal/></border>`;
    return `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${
      formats.length === 0 ? '' : `<numFmts count="${formats.length}">${formats.join('')}</numFmts>`
    }<fonts count="3">${font('', 11)}${font('<b/>', 11)}${font('<b/>', 14)}</fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFEEF1F5"/><bgColor indexed="64"/></patternFill></fill></fills>
<borders count="3"><border><left/><right/><top/><bottom/><diagonal/></border>${edge('bottom', 'thin')}${edge('top', 'medium')}</borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="${this.styles.length}">${this.styles.join('')}</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
  }
}
