import { describe, expect, test } from 'vitest';
import { extensionNumber } from '../../../record/number.ts';
import { type AnsweringLeg, answeredBy, LOCAL, REMOTE } from '../../../store/memory/answered-by.ts';

const [OWN, OTHER, GROUP] = [extensionNumber('204'), extensionNumber('205'), extensionNumber('600')];
const LEG: AnsweringLeg = {
  ...{ id: 1, started_at: 1000, answered_at: null, answered: 0, extension: OWN, called: OWN },
  ...{ direction: 0, extra: null },
};
const leg = (given: Partial<AnsweringLeg>): AnsweringLeg => ({ ...LEG, ...given });
const judged = (own: Partial<AnsweringLeg>, ...others: Partial<AnsweringLeg>[]) =>
  answeredBy(
    leg(own),
    [leg(own), ...others.map((other, place) => leg({ id: place + 2, ...other }))],
    (number) => number === OWN,
  );

describe('a call to a profile was answered', () => {
  test('by it where its own leg was', () => {
    expect(judged({ answered: 1 })).toBe(LOCAL);
  });

  test('by somebody else where it was picked up from there', () => {
    expect(judged({ answered: 1, extra: '{"leg":"pickup"}' })).toBe(REMOTE);
  });

  test('by it where its set took the call of a group', () => {
    expect(judged({ answered: 1, extension: GROUP, extra: '{"station":"204"}' })).toBe(LOCAL);
  });

  test('by nobody can say whom where a set took it that is none of its own', () => {
    expect(judged({ answered: 1, extra: '{"station":"1004"}' })).toBe(null);
  });

  test('by somebody else where another member of the group answered while it rang', () => {
    const answered = { answered: 1, started_at: 990, answered_at: 1500, extension: GROUP };
    expect(judged({ extra: '{"station":"204"}' }, { ...answered, extra: '{"station":"203"}' })).toBe(REMOTE);
  });

  test('by somebody else where it was sent on to the outside', () => {
    expect(judged({}, { answered: 1, direction: 1, extension: OTHER, started_at: 1200 })).toBe(REMOTE);
  });

  test('by it where another of its sets answered', () => {
    expect(judged({}, { answered: 1, answered_at: 1500 })).toBe(LOCAL);
  });

  test('by nobody where only whoever put it through had answered', () => {
    expect(judged({}, { answered: 1, started_at: 500, answered_at: 600, extension: OTHER })).toBe(null);
    expect(judged({}, { answered: 1, started_at: 500, extension: OTHER })).toBe(null);
  });

  test('by nobody where no leg was', () => {
    expect(judged({}, { answered: 0, extension: OTHER })).toBe(null);
    expect(judged({ answered: null })).toBe(null);
  });
});
