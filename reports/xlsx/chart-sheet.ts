import type { ChartPoint, DrawnChart } from '../chart-points.ts';
import { escaped } from '../escaped.ts';
import type { CellStyles } from './cell-styles.ts';
import { cellXml, sheetNumber, sheetText } from './sheet-cell.ts';
import { type SheetFrame, sheetBegin, sheetEnd, XML_HEAD } from './sheet-xml.ts';

const CHART = 'http://schemas.openxmlformats.org/drawingml/2006/chart';
const DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006/main';
const PLACED = 'http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The points that are drawn, as cells beside the drawing. */
export function chartSheet(chart: DrawnChart, styles: CellStyles, paper: SheetFrame['paper']): string {
  const frame = { widths: [28, 18], frozen: true, paper };
  const cell = (place: string, value: string | number, look: 'plain' | 'heading' | 'headingRight') =>
    cellXml(place, value, { type: typeof value === 'number' ? chart.type : 'text', look, styles });
  const heading = `<row r="1" ht="20" customHeight="1">${cell('A1', chart.along, 'heading')}${cell('B1', chart.drawn, 'headingRight')}</row>\n`;
  const rows = chart.points.map(({ label, value }, index) => {
    const line = index + 2;
    return `<row r="${line}">${cell(`A${line}`, label, 'plain')}${cell(`B${line}`, value, 'plain')}</row>\n`;
  });
  return `${sheetBegin(frame)}${heading}${rows.join('')}${sheetEnd(frame, { cells: null, drawing: true })}`;
}

/** Where the chart hangs: right of its cells, as high as its bars need. */
export function drawingXml({ kind, points }: DrawnChart): string {
  const bottom = kind === 'line' ? 24 : Math.max(16, points.length + 8);
  return `${XML_HEAD}<xdr:wsDr xmlns:xdr="${PLACED}" xmlns:a="${DRAWING}"><xdr:twoCellAnchor><xdr:from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>15</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${bottom}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Chart"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="${CHART}"><c:chart xmlns:c="${CHART}" xmlns:r="${RELATIONSHIPS}" r:id="rId1"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>`;
}

/** Drawn over the cells of the sheet of that name. */
export function chartXml(chart: DrawnChart, sheet: string): string {
  const bars = chart.kind === 'bars';
  const { format } = sheetNumber(0, chart.type) ?? { format: 'General' };
  const code = escaped(format.replace('????_)', ''));
  const colour = '<a:solidFill><a:srgbClr val="2F6FEB"/></a:solidFill>';
  const look = bars
    ? `<c:spPr>${colour}</c:spPr><c:invertIfNegative val="0"/>`
    : `<c:spPr><a:ln w="25400">${colour}</a:ln></c:spPr><c:marker><c:symbol val="none"/></c:marker>`;
  const shown = (value: 0 | 1) =>
    `<c:showLegendKey val="0"/><c:showVal val="${value}"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>`;
  const labels = bars
    ? `<c:dLbls><c:numFmt formatCode="${code}" sourceLinked="0"/>${shown(1)}</c:dLbls>`
    : '';
  const series = `<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:strRef><c:f>'${sheet}'!$B$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>${sheetText(chart.drawn)}</c:v></c:pt></c:strCache></c:strRef></c:tx>${look}${labels}${categories(chart, sheet)}${values(chart, code, sheet)}${bars ? '' : '<c:smooth val="0"/>'}</c:ser>`;
  const drawn = bars
    ? `<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>${series}<c:gapWidth val="40"/><c:axId val="1"/><c:axId val="2"/></c:barChart>`
    : `<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${series}<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>`;
  return `${XML_HEAD}<c:chartSpace xmlns:c="${CHART}" xmlns:a="${DRAWING}" xmlns:r="${RELATIONSHIPS}"><c:roundedCorners val="0"/><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="1"/></a:pPr><a:r><a:rPr lang="en" sz="1200" b="1"/><a:t>${sheetText(chart.title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>${drawn}${axes(bars, code)}</c:plotArea><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>`;
}

/** Bars lie, the first of them on top. */
function axes(bars: boolean, code: string): string {
  const common = (deleted: 0 | 1) => `<c:delete val="${deleted}"/>`;
  const grey = '<c:spPr><a:ln><a:solidFill><a:srgbClr val="D5D9E0"/></a:solidFill></a:ln></c:spPr>';
  return `<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="${bars ? 'maxMin' : 'minMax'}"/></c:scaling>${common(0)}<c:axPos val="${bars ? 'l' : 'b'}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling>${common(0)}<c:axPos val="${bars ? 'b' : 'l'}"/><c:majorGridlines>${grey}</c:majorGridlines><c:numFmt formatCode="${code}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1"/><c:crosses val="${bars ? 'max' : 'autoZero'}"/></c:valAx>`;
}

function categories({ points }: DrawnChart, sheet: string): string {
  const labels = points.map(
    ({ label }, place) => `<c:pt idx="${place}"><c:v>${sheetText(label)}</c:v></c:pt>`,
  );
  return `<c:cat><c:strRef><c:f>'${sheet}'!$A$2:$A$${points.length + 1}</c:f><c:strCache><c:ptCount val="${points.length}"/>${labels.join('')}</c:strCache></c:strRef></c:cat>`;
}

function values({ points, type }: DrawnChart, code: string, sheet: string): string {
  const known = ({ value }: ChartPoint) => sheetNumber(value, type)?.value ?? '0';
  const numbers = points.map((point, place) => `<c:pt idx="${place}"><c:v>${known(point)}</c:v></c:pt>`);
  return `<c:val><c:numRef><c:f>'${sheet}'!$B$2:$B$${points.length + 1}</c:f><c:numCache><c:formatCode>${code}</c:formatCode><c:ptCount val="${points.length}"/>${numbers.join('')}</c:numCache></c:numRef></c:val>`;
}
