import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AccessPolicy, numberMaskOf, SHOWN_FIELDS } from '../../access/policy.ts';
import { BUILT_IN_ROLES, whyNoRaw } from '../../access/roles.ts';
import { type Sight, sightOf } from '../../access/sight.ts';
import { WHOLE_VIEW } from '../../record/call-view.ts';
import { asSentNumber, e164Number, extensionNumber, showNumber } from '../../record/number.ts';
import { applyMask } from '../../record/number-mask.ts';

const NOTHING: AccessPolicy = { roles: {}, users: {}, sites_of: {}, units: {} };
const policy = (more: Partial<AccessPolicy>): AccessPolicy => ({ ...NOTHING, ...more });

function seen(sight: ReturnType<typeof sightOf>): Sight {
  if ('unknown' in sight) throw new Error(`${sight.unknown} is unknown`);
  return sight;
}
const as = (more: Partial<AccessPolicy>, name: string | null, principal = 'os:root'): Sight =>
  seen(sightOf(policy(more), principal, name));
const shown = ({ view }: Sight, number: string): string =>
  showNumber(applyMask(view.mask, e164Number(number)), null);

describe('who has no role', () => {
  test('is unknown, and so is a role or user that nobody named', () => {
    expect(sightOf(NOTHING, 'anna', null)).toEqual({ unknown: 'anna', known: [] });
    expect(sightOf(NOTHING, 'anna', 'operator')).toEqual({ unknown: 'anna', known: [] });
    expect(sightOf(NOTHING, 'os:root', 'constructor')).toMatchObject({ unknown: 'constructor' });
    const gone = policy({ users: { anna: { role: 'clerk' } } });
    expect(sightOf(gone, 'anna', null)).toMatchObject({ unknown: 'anna' });
  });
});

describe('an account of the operating system', () => {
  test('is shown everything, unless the configuration says otherwise', () => {
    expect(as({}, null)).toMatchObject({ view: WHOLE_VIEW, raw: true, undefined_lines: true });
    const users = { 'os:anna': { role: 'administrator' } };
    expect(as({ users }, null, 'os:anna (sudo by root)')).toMatchObject({
      viewer: 'user os:anna',
      raw: false,
    });
    expect(as({ roles: { operator: { numbers: 'hide all' } } }, null).raw).toBe(false);
  });

  test('that is shown little is shown no more by asking as somebody else', () => {
    const users = { 'os:anna': { role: 'administrator' } };
    const sight = as({ users }, 'operator', 'os:anna');
    expect(sight.raw).toBe(false);
    expect(shown(sight, '493023125000')).toBe('+49302312****');
  });
});

describe('a role of the configuration', () => {
  test('has what it says, and nothing besides', () => {
    const sight = as({ roles: { clerk: { shows: ['names'] } } }, 'clerk');
    expect([...sight.view.hidden].sort()).toEqual(['account_code', 'cause', 'extra', 'line', 'trunk']);
    expect(sight).toMatchObject({ raw: false, undefined_lines: false, view: { mask_extension: true } });
    expect(shown(sight, '493023125000')).toBe('+************');
  });

  test('that is built in keeps what the configuration does not say', () => {
    const sight = as({ roles: { finance: { numbers: 'show all' } } }, 'finance');
    expect(sight.view.hidden.has('account_code')).toBe(false);
    expect(sight.view.mask).toEqual([]);
    expect(sight.view.hidden.has('calling_name')).toBe(true);
  });

  test('sees the sources of its sites, and of those only the ones that are named', () => {
    const sites_of = { pbx: 'berlin', gate: 'berlin', lab: 'paris' };
    const of = (role: object) => as({ sites_of, roles: { clerk: role } }, 'clerk').view.sources;
    expect(of({ sites: ['berlin'] })).toEqual(['pbx', 'gate']);
    expect(of({ sites: ['berlin'], sources: ['gate', 'lab'] })).toEqual(['gate']);
    expect(of({ sites: ['rome'] })).toEqual([]);
    expect(of({})).toBe(null);
  });

  test('is shown raw lines only with all that stands in them', () => {
    for (const field of SHOWN_FIELDS.filter(
      (one) => !['raw', 'audit', 'attachments', 'administration'].includes(one),
    )) {
      const shows = SHOWN_FIELDS.filter((one) => one !== field);
      expect(as({ roles: { clerk: { numbers: 'show all', shows } } }, 'clerk').raw, field).toBe(false);
    }
    expect(whyNoRaw({ ...BUILT_IN_ROLES.operator, numbers: 'hide all' })).toBe('numbers is not show all');
    expect(whyNoRaw(BUILT_IN_ROLES.operator)).toBe(null);
  });
});

describe('a user', () => {
  test('of a role for own extensions sees those, and none where none is named', () => {
    const of = (extensions: string[]) =>
      as({ users: { anna: { role: 'supervisor', extensions } } }, 'anna').view.extensions;
    expect(of(['204', '300-349'])).toEqual([
      { from: extensionNumber('204'), to: extensionNumber('204') },
      { from: extensionNumber('300'), to: extensionNumber('349') },
    ]);
    expect(of([])).toEqual([]);
    expect(as({}, 'supervisor').view.extensions).toEqual([]);
  });

  test('is narrowed by what the role sees: extensions of both, digits that either hides', () => {
    const roles = { team: { extensions: ['200-299'], numbers: 'hide last 4' } };
    const of = (numbers: string) =>
      as({ roles, users: { anna: { role: 'team', extensions: ['290-310'], numbers } } }, 'anna');
    expect(of('show all').view.extensions).toEqual([
      { from: extensionNumber('290'), to: extensionNumber('299') },
    ]);
    expect(shown(of('show all'), '493023125000')).toBe('+49302312****');
    expect(shown(of('hide last 6'), '493023125000')).toBe('+493023******');
    expect(shown(of('hide behind first 4'), '493023125000')).toBe('+************');
  });
});

test('every spelling of a mask is understood', () => {
  expect(['show all', 'hide all', 'hide last 4', 'hide behind first 12'].map(numberMaskOf)).toEqual([
    { hide: 'nothing' },
    { hide: 'all' },
    { hide: 'last', digits: 4 },
    { hide: 'behind', digits: 12 },
  ]);
});

const masks = fc.oneof(
  fc.constantFrom('show all', 'hide all'),
  fc.integer({ min: 2, max: 15 }).map((digits) => `hide last ${digits}`),
  fc.integer({ min: 1, max: 15 }).map((digits) => `hide behind first ${digits}`),
);
const roles = fc.record({
  sources: fc.subarray(['pbx', 'gate', 'lab']),
  extensions: fc.subarray(['200-249', '230-299', '301']),
  numbers: masks,
  shows: fc.subarray([...SHOWN_FIELDS]),
});

test('whoever asks as somebody else is shown what both are shown, and nothing more', () => {
  fc.assert(
    fc.property(roles, roles, fc.integer({ min: 200, max: 310 }), (own, other, extension) => {
      const users = { 'os:anna': { role: 'own' } };
      const configured = { users, roles: { own, other } };
      const sights = [as(configured, null, 'os:anna'), as(configured, 'other')] as const;
      const both = as(configured, 'other', 'os:anna');
      const has = ({ view }: Sight, source: string): boolean =>
        (view.sources?.includes(source) ?? true) &&
        (view.extensions?.some(
          ({ from, to }) => extensionNumber(`${extension}`) >= from && extensionNumber(`${extension}`) <= to,
        ) ??
          true);
      for (const source of ['pbx', 'gate', 'lab'])
        expect(has(both, source)).toBe(sights.every((sight) => has(sight, source)));
      for (const sight of sights) {
        expect(sight.raw || !both.raw).toBe(true);
        expect(sight.undefined_lines || !both.undefined_lines).toBe(true);
        expect(both.view.hidden.isSupersetOf(sight.view.hidden)).toBe(true);
        for (const number of [e164Number('493023125000'), asSentNumber('03023125000')]) {
          const [most, less] = [sight, both].map(({ view }) =>
            showNumber(applyMask(view.mask, number), null),
          );
          expect(most?.replace(/\*+$/, '').startsWith(less?.replace(/\*+$/, '') ?? '')).toBe(true);
        }
      }
    }),
  );
});
