import { expect, test } from 'vitest';
import { headerIn, namedColumns } from '../../../processor/formats/named-columns.ts';

const columns = namedColumns({ number: ['Party_Number', 2, 'partyNo'], cost: ['cost', 3] });

test('finds columns by name whatever their order, letter case and underscores', () => {
  const places = columns.placesIn(['COST', 'other', 'partynumber']);
  expect(places).toEqual([2, 0]);
  const cell = columns.cells(['7', 'x', ' 2101 '], places);
  expect([cell('number'), cell('cost')]).toEqual(['2101', '7']);
});

test('finds a column by a name it had before', () => {
  expect(columns.placesIn(['PARTYNO'])).toEqual([0, -1]);
});

test('says which column a header lacks, and reads nothing from it', () => {
  const places = columns.placesIn(['cost']);
  expect(columns.missing(places, ['cost', 'number'])).toBe('number');
  expect(columns.cells(['7'], places)('number')).toBe('');
});

test('knows the documented places', () => {
  expect(columns.cells(['1', '2101', '7'], columns.documented)('number')).toBe('2101');
});

test.each([null, 1, 'cdr', [], {}, { kind: 'cdr', count: 2 }, { kind: 'cdr', count: '2', places: [] }])(
  'finds no header in the state %j',
  (state) => {
    expect(headerIn(state)).toBeNull();
  },
);

test('finds the header that was kept', () => {
  const header = { kind: 'cdr', count: 2, places: [0, 1] };
  expect(headerIn(header)).toEqual(header);
});
