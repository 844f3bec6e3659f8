import { expect, test } from 'vitest';
import { createNumberForms } from '../../cli/number-forms.ts';
import { ErasedSince } from '../../privacy/erased-since.ts';
import { recovered } from '../../privacy/recovered-subject.ts';
import { siteSchema } from '../../processor/site.ts';
import type { ArchivedCall } from '../../record/archive.ts';
import { type Erasing, erasureOf } from '../../record/erasure.ts';
import { subjectMac } from '../../record/mac.ts';
import { createNamedPlaces } from '../../record/naming.ts';
import { e164Number } from '../../record/number.ts';
import { KEY } from '../asterisk-lines.ts';

const NUMBER = '4989231250001';
const mac = subjectMac(KEY);
const formsOf = createNumberForms({
  berlin: siteSchema.parse({ country: 'DE', area_code: '30', time_zone: 'UTC' }),
});

const callOf = (given: Partial<ArchivedCall> = {}): string =>
  JSON.stringify({
    ...{ id: 1, day: 20_000, call_group: null, calling: null, called: e164Number('498912'), dialled: null },
    ...{ extension: null, calling_name: null, called_name: null, ...given },
  });

function since(at_ms: number, how: Erasing = 'delete'): ErasedSince {
  const parties = { numbers: [e164Number(NUMBER)], extensions: [], names: [], from_day: null, to_day: null };
  const erasure = erasureOf(parties, { id: 1, at_ms, how }, mac);
  const places = createNamedPlaces(recovered(erasure, { numbers: [], names: [] }, mac).naming, formsOf);
  return new ErasedSince([{ erasure, stands: (text) => places(text).length > 0 }], mac);
}

test.each([
  ['called', { called: e164Number(NUMBER) }],
  ['extra', { extra: '{"userfield":"via 089 23125-0001"}' }],
  ['odd_numbers', { odd_numbers: '{"called":"00498923 1250001"}' }],
  ['account_code', { account_code: '089231250001' }],
  ['calling_name', { calling_name: 'Mobile +4989231250001' }],
])('a call that names an erased person in its %s is the person’s', (_, given) => {
  const [own, other] = since(2000).judged([callOf(given), callOf()], 1000);
  expect([own?.erased, other?.erased]).toEqual(['delete', null]);
  // The archive was written behind the erasure: whoever stands there came later.
  expect(since(500).judged([callOf(given)], 1000)).toMatchObject([{ erased: null }]);
});

test('legs of one call go together, in whichever piece they stand', () => {
  const judge = since(2000);
  const other = callOf({ id: 2, call_group: 7 });
  judge.look([callOf({ call_group: 7, called: e164Number(NUMBER) })], 1000);
  judge.look([other], 1000);
  expect(judge.judged([other, callOf({ id: 3, call_group: 8 })], 1000).map(({ erased }) => erased)).toEqual([
    'delete',
    null,
  ]);
});
