import { expect, test } from 'vitest';
import { siteSchema } from '../../processor/site.ts';

const wrong = (site: object): string[] =>
  siteSchema.safeParse(site).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

test('an area code with its trunk prefix is refused, for with it no call would be local', () => {
  expect(wrong({ country: 'DE', area_code: '030' })).toEqual([
    'area_code: the area code stands without the trunk prefix, for example 30 for 030',
  ]);
  expect(wrong({ country: 'DE', area_code: '30' })).toEqual([]);
});

test('where the 0 belongs to the number, the area code keeps it', () => {
  expect(wrong({ country: 'IT', area_code: '02' })).toEqual([]);
});

test('a country that does not exist is refused', () => {
  expect(wrong({ country: 'XX' })).toEqual(['country: no country has these two letters (ISO 3166-1)']);
});
