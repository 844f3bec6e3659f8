/** Everything of a sheet besides its cells, in the order that the format asks for. */
export interface SheetFrame {
  readonly widths: readonly number[];
  /** The first row stays in sight and is printed on every page. */
  readonly frozen: boolean;
  readonly paper: 'a4' | 'letter';
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PAPERS = { a4: 9, letter: 1 } as const;

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export function sheetBegin({ widths, frozen }: SheetFrame): string {
  const pane = frozen ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' : '';
  const columns = widths.map(
    (width, place) => `<col min="${place + 1}" max="${place + 1}" width="${width}" customWidth="1"/>`,
  );
  return `${XML_HEAD}<worksheet xmlns="${MAIN}" xmlns:r="${RELATIONSHIPS}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"${frozen ? '' : ' showGridLines="0"'}>${pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${columns.join('')}</cols><sheetData>\n`;
}

/** `cells`: the table without what stands under it, `A1:K51`; null where there is none to filter. */
export function sheetEnd(
  { paper }: SheetFrame,
  { cells, drawing }: { cells: string | null; drawing: boolean },
): string {
  const filter = cells === null ? '' : `<autoFilter ref="${cells}"/>`;
  // Extensions and codes are texts of digits, and meant so.
  const texts =
    cells === null
      ? ''
      : `<ignoredErrors><ignoredError sqref="${cells}" numberStoredAsText="1"/></ignoredErrors>`;
  return `</sheetData>${filter}<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.7" header="0.3" footer="0.3"/><pageSetup paperSize="${PAPERS[paper]}" orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter>${texts}${drawing ? '<drawing r:id="rId1"/>' : ''}</worksheet>`;
}
