import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartShapes } from '../../reports/chart-shapes.ts';

/** What stands beside a curve of these values, from below. */
function scale(values: readonly number[]): string[] {
  const points = values.map((value, index) => ({ place: index, label: String(index), value }));
  const chart = {
    kind: 'line',
    title: '',
    of: '',
    along: 'Hour',
    drawn: 'Erlang',
    type: 'number',
    points,
  } as const;
  const { shapes } = chartShapes(chart, { width: 500, letters: 9, measure: (text) => text.length * 5 });
  return shapes.flatMap((shape) => (shape.kind === 'text' && shape.align === 'right' ? [shape.text] : []));
}

describe('the scale of a curve', () => {
  it('names its steps as they are said: three tenths are 0.3', () => {
    expect(scale([0.05, 0.352])).toEqual(['0', '0.1', '0.2', '0.3', '0.4']);
    expect(scale([0, 0.71])).toEqual(['0', '0.2', '0.4', '0.6', '0.8']);
    expect(scale([0, 3700])).toEqual(['0', '1000', '2000', '3000', '4000']);
  });

  it('has at most two digits besides noughts, however small or large the values are', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), (most) => {
        for (const text of scale([0, most])) {
          expect(text.replace('.', '').replace(/^0+|0+$/g, '')).toMatch(/^\d{0,2}$/);
        }
      }),
    );
  });
});
