import { describe, expect, test } from 'vitest';
import { judgeChange, judgeListing, type PickUpRules, sight } from '../../../collector/files/listed-file.ts';
import type { Origin } from '../../../record/intake.ts';

const LEAVE: PickUpRules = { afterwards: 'leave', finished_after_ms: 60_000, needs_marker: false };
const DELETE: PickUpRules = { ...LEAVE, afterwards: 'delete' };
const MARKED: PickUpRules = { ...LEAVE, needs_marker: true };
const FILE = { path: 'cdr.csv', size: 100, modified_at: 5_000 };
const ORIGIN: Origin = {
  ...FILE,
  source: 'pbx',
  intake: 1,
  consumed: 100,
  head_mac: 'head',
  head_length: 100,
  tail_mac: 'tail',
  content_chain: '',
  state: 'open',
};

interface Situation {
  readonly file?: Partial<typeof FILE>;
  readonly origin?: Partial<Origin> | null;
  readonly polls?: number;
  readonly first_seen?: number;
  readonly unchanged_since?: number;
  readonly marked?: boolean;
  readonly rules?: PickUpRules;
}

function judge({ file, origin, marked = false, rules = LEAVE, ...seen }: Situation) {
  const listed = { ...FILE, ...file };
  const { size, modified_at } = listed;
  const sighting = { size, modified_at, first_seen: 0, unchanged_since: 0, polls: 2, ...seen };
  const known = origin == null ? undefined : { ...ORIGIN, ...origin };
  return judgeListing(listed, { sighting, origin: known, marked }, rules, 30_000);
}

const TOUCHED = { modified_at: 1 };
const LARGER = { size: 99 };

describe('what the listing says', () => {
  test.each<[string, Situation, string]>([
    ['a name that says it is being written', { file: { path: 'x/_cdr.csv' } }, 'in_flight'],
    ['a known file renamed to such a name', { file: { path: '.cdr.csv' }, origin: {} }, 'in_flight'],
    ['no byte yet', { file: { size: 0 } }, 'empty'],
    ['a known file that was emptied', { file: { size: 0 }, origin: {} }, 'empty'],
    ['seen once', { polls: 1, first_seen: 30_000 }, 'not_yet'],
    ['seen twice alike', {}, 'new'],
    ['never at rest for long enough', { polls: 1, first_seen: -30_001 }, 'new'],
    ['never at rest, but to be deleted', { polls: 1, first_seen: -30_001, rules: DELETE }, 'not_yet'],
    ['its marker is missing, however long', { first_seen: -90_000, polls: 9, rules: MARKED }, 'not_yet'],
    ['its marker is there', { polls: 1, marked: true, rules: MARKED }, 'new'],
    ['known and open, as it was', { origin: {} }, 'unchanged'],
    ['known and open, at rest for long enough', { origin: {}, unchanged_since: -30_000 }, 'quiet'],
    ['known and open, now to be deleted', { origin: {}, rules: DELETE }, 'quiet'],
    [
      'known and open, now to be deleted, but seen once',
      { origin: {}, polls: 1, rules: DELETE },
      'unchanged',
    ],
    ['known and open, its marker came', { origin: {}, marked: true, rules: MARKED }, 'quiet'],
    ['known and finished', { origin: { state: 'finished' } }, 'unchanged'],
    ['known and finished, still not deleted', { origin: { state: 'finished' }, rules: DELETE }, 'left_over'],
    ['known, with another time', { origin: { ...TOUCHED, state: 'finished' } }, 'changed'],
    ['known, with another size', { origin: LARGER }, 'changed'],
    ['refused, as it was', { origin: { state: 'refused' } }, 'refused'],
    ['refused, but changed', { origin: { state: 'refused', ...TOUCHED } }, 'new'],
    [
      'refused, but changed and seen once',
      { polls: 1, first_seen: 30_000, origin: { state: 'refused', ...TOUCHED } },
      'not_yet',
    ],
  ])('%s', (_name, situation, listing) => {
    expect(judge(situation)).toBe(listing);
  });

  test('a sighting counts polls and time since the last change', () => {
    const first = sight(FILE, undefined, 10);
    const second = sight(FILE, first, 20);
    const third = sight({ ...FILE, size: 101 }, second, 30);
    expect(second).toMatchObject({ polls: 2, first_seen: 10, unchanged_since: 10 });
    expect(third).toMatchObject({ polls: 1, first_seen: 10, unchanged_since: 30 });
  });
});

test.each([
  [101, 'head', 'tail', 'grown'],
  [101, 'other', 'tail', 'replaced'],
  [101, 'head', 'other', 'replaced'],
  [100, 'head', 'tail', 'replaced'],
  [99, 'head', 'tail', 'truncated'],
])('a known file of %i bytes with %s and %s was %s', (size, head_mac, tail_mac, change) => {
  expect(judgeChange(ORIGIN, { ...FILE, size }, { head_mac, tail_mac })).toBe(change);
});
