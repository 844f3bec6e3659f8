import type { DrawnChart } from '../chart-points.ts';
import { chartShapes, type Shape } from '../chart-shapes.ts';
import { escaped } from '../escaped.ts';

/** A browser chooses the letters, so their width is a guess on the wide side. */
const [WIDTH, LETTERS, PER_LETTER] = [860, 12, 0.58];
const ANCHORS = { left: 'start', middle: 'middle', right: 'end' } as const;

/** The chart as a picture inside of the page; the table under it tells the same to those who do not see it. */
export function svgChart(chart: DrawnChart): string {
  const measure = (text: string): number => text.length * LETTERS * PER_LETTER;
  const { width, height, shapes } = chartShapes(chart, { width: WIDTH, letters: LETTERS, measure });
  return `<figure>
<figcaption>${escaped(chart.title)}</figcaption>
<svg viewBox="0 0 ${width} ${round(height)}" role="img" aria-label="${escaped(`Chart: ${chart.title}. The table has the same values.`)}">
${shapes.map(shapeText).join('\n')}
</svg>
</figure>
`;
}

function shapeText(shape: Shape): string {
  if (shape.kind === 'bar')
    return `<rect x="${round(shape.x)}" y="${round(shape.y)}" width="${round(shape.width)}" height="${round(shape.height)}"/>`;
  if (shape.kind === 'text')
    return `<text x="${round(shape.x)}" y="${round(shape.y)}" text-anchor="${ANCHORS[shape.align]}">${escaped(shape.text)}</text>`;
  const points = shape.points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
  return `<polyline class="${shape.kind}" points="${points}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
