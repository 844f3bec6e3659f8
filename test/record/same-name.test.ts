import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNamedPlaces, namingOf } from '../../record/naming.ts';
import { folded, foldedName, placesOfFolded } from '../../record/same-name.ts';

test.each([
  ['Anna  Müller', 'ANNA MULLER'],
  [' René\tLefèvre ', 'rene lefevre'],
  ['Jürgen Groß', 'JURGEN GROSS'],
  ['Łukasz Øberg', 'lukasz oberg'],
  ['Mu\u0308ller', 'müller'],
])('%s is the same name as %s', (one, other) => {
  expect(foldedName(one)).toBe(foldedName(other));
});

test('a name of other letters is another name', () => {
  expect(foldedName('Mueller')).not.toBe(foldedName('Müller'));
  expect(foldedName('Anna Maria')).not.toBe(foldedName('Annamaria'));
});

const signs = fc.string({
  unit: fc.constantFrom('A', 'é', 'e\u0301', 'ß', 'ς', 'Σ', 'İ', ' ', '\t', '\u0301', '😀', '.'),
});

test('each sign of a folded text has a place, in order, from which on the text folds to the same', () => {
  fc.assert(
    fc.property(signs, (text) => {
      const places = placesOfFolded(text);
      expect(places).toHaveLength(folded(text).length + 1);
      expect([...places].sort((one, other) => one - other)).toEqual(places);
    }),
  );
});

test('a name is found in a text however it is spelt there, and covered whole', () => {
  const places = createNamedPlaces(namingOf({ numbers: [], names: ['Anna Müller'] }), () => []);
  const text = 'by ANNA   mu\u0308ller, not annamüller';
  expect(places(text).map(({ index, length }) => text.slice(index, index + length))).toEqual([
    'ANNA   mu\u0308ller',
  ]);
});
