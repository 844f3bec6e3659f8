import type { DrawnChart } from './chart-points.ts';
import { shownCell } from './shown-cell.ts';
import { visible } from './text-table.ts';

/** A part of a drawing, in points from the left and from the top; what draws it gives colours. */
export type Shape =
  | {
      readonly kind: 'bar';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'rule' | 'curve'; readonly points: readonly (readonly [number, number])[] }
  | {
      readonly kind: 'text';
      readonly x: number;
      /** Of the line the letters stand on. */
      readonly y: number;
      readonly text: string;
      readonly align: 'left' | 'middle' | 'right';
    };

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

export interface Canvas {
  readonly width: number;
  readonly letters: number;
  /** How wide a text is in this size of letters. */
  measure(text: string): number;
}

const [LINE_HEIGHT, LONGEST_LABEL] = [170, 34];

/** The chart as plain shapes, the same for a page and for paper. */
export function chartShapes(chart: DrawnChart, canvas: Canvas): Drawing {
  return chart.kind === 'bars' ? lyingBars(chart, canvas) : curve(chart, canvas);
}

function lyingBars({ points, type }: DrawnChart, { width, letters, measure }: Canvas): Drawing {
  const step = letters * 2;
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const shown = values.map((value) => shownCell(value, type));
  const labels = points.map(({ label }) => shortened(label));
  const left = Math.max(...labels.map(measure)) + letters;
  const room = width - left - Math.max(...shown.map(measure)) - letters;
  const place = (value: number): number => left + ((value - least) / (most - least)) * room;
  const shapes = points.flatMap(({ value }, index): Shape[] => {
    const y = index * step;
    const [from, to] = [place(Math.min(0, value)), place(Math.max(0, value))];
    return [
      {
        kind: 'text',
        x: left - letters / 2,
        y: y + letters * 1.3,
        text: labels[index] ?? '',
        align: 'right',
      },
      { kind: 'bar', x: from, y: y + letters * 0.25, width: to - from, height: letters * 1.5 },
      { kind: 'text', x: to + letters / 2, y: y + letters * 1.3, text: shown[index] ?? '', align: 'left' },
    ];
  });
  const height = points.length * step;
  return {
    width,
    height,
    shapes: [
      ...shapes,
      {
        kind: 'rule',
        points: [
          [place(0), 0],
          [place(0), height],
        ],
      },
    ],
  };
}

function curve({ points, type }: DrawnChart, { width, letters, measure }: Canvas): Drawing {
  const values = points.map(({ value }) => value);
  const steps = scaleSteps(Math.min(0, ...values), Math.max(0, ...values), type === 'duration');
  const [least, most] = [steps[0] ?? 0, steps.at(-1) ?? 1];
  const shown = steps.map((value) => shownCell(value, type));
  const left = Math.max(...shown.map(measure)) + letters;
  const [top, bottom] = [letters, LINE_HEIGHT - letters * 2];
  const across = (index: number): number =>
    points.length === 1
      ? (left + width) / 2
      : left + (index / (points.length - 1)) * (width - left - letters);
  const up = (value: number): number => bottom - ((value - least) / (most - least)) * (bottom - top);
  const scale = steps.flatMap((value, index): Shape[] => [
    {
      kind: 'rule',
      points: [
        [left, up(value)],
        [width, up(value)],
      ],
    },
    {
      kind: 'text',
      x: left - letters / 2,
      y: up(value) + letters * 0.35,
      text: shown[index] ?? '',
      align: 'right',
    },
  ]);
  let free = 0;
  const labels = points.flatMap(({ label }, index): Shape[] => {
    const text = shortened(label);
    const half = measure(text) / 2;
    const x = Math.min(Math.max(across(index), left + half), width - half);
    // Only where there is room beside the one before.
    if (x - half < free) return [];
    free = x + half + letters * 1.5;
    return [{ kind: 'text', x, y: LINE_HEIGHT - letters * 0.5, text, align: 'middle' }];
  });
  const drawn = points.map(({ value }, index) => [across(index), up(value)] as const);
  return { width, height: LINE_HEIGHT, shapes: [...scale, ...labels, { kind: 'curve', points: drawn }] };
}

/** Round values from the least to the most, five or so. Lengths are round in minutes or hours. */
function scaleSteps(least: number, most: number, isDuration: boolean): number[] {
  const unit = !isDuration ? 1 : most - least >= 4 * 3_600_000 ? 3_600_000 : 60_000;
  const raw = (most - least) / unit / 5;
  const exponent = Math.floor(Math.log10(raw));
  const times = [1, 2, 5, 10].find((some) => some * 10 ** exponent >= raw) ?? 10;
  const step = times * 10 ** exponent * unit;
  const first = Math.floor(least / step);
  const last = Math.ceil(most / step);
  // Whole numbers divided by a whole power of ten: three times 0.1 would be 0.30000000000000004.
  const round = (count: number): number =>
    exponent < 0 ? (count * times * unit) / 10 ** -exponent : count * step;
  return Array.from({ length: last - first + 1 }, (_, index) => round(first + index));
}

function shortened(label: string): string {
  const line = visible(label);
  return line.length > LONGEST_LABEL ? `${line.slice(0, LONGEST_LABEL - 1)}…` : line;
}
