import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Assignments } from '../../../directory/belongings.ts';
import { nameOf } from '../../../directory/entry-changes.ts';
import type { LdapEntry } from '../../../directory/ldap/ldap-entry.ts';
import { type LdapPeople, ldapPeople } from '../../../directory/ldap/ldap-people.ts';
import { planLdap } from '../../../directory/ldap/plan-ldap.ts';
import { ldapSchema } from '../../../directory/ldap/settings.ts';
import { type Directory, EMPTY_DIRECTORY } from '../../../record/directory.ts';
import { changed, DirectoryDesk, TODAY } from '../directory-desk.ts';

const BASE = 'dc=example,dc=org';
const SITES = ['berlin', 'paris'];
const NO_GROUPS = { members: new Map(), unseen: 0 };

const read = (entries: readonly LdapEntry[], settings: object): LdapPeople =>
  ldapPeople(
    { entries, groups: NO_GROUPS, referrals: 0 },
    ldapSchema.parse({ url: 'ldaps://ldap.example.org', base_dn: BASE, ...settings }),
    { sites: SITES, extensionAt: (_site, number) => (/^\d{3}$/.test(number) ? number : null) },
  );
const entry = (
  dn: string,
  values: Readonly<Record<string, readonly (string | Uint8Array)[]>>,
): LdapEntry => ({
  dn: `${dn},${BASE}`,
  values: new Map(Object.entries(values)),
});
const plan = (before: Directory, given: LdapPeople, complete = true) =>
  planLdap(before, given, { from_day: TODAY, today: TODAY, sites: SITES, complete, origin: 'company' });
const taken = (before: Directory, given: LdapPeople): Directory => {
  const made = plan(before, given);
  expect(made.refused).toEqual([]);
  return changed(before, made.change({ at: 0, by: 'test' }));
};

const company = fc
  .uniqueArray(
    fc.record({
      person: fc.constantFrom('anna', 'ben', 'cem', 'dana', 'emil'),
      unit: fc.constantFrom([], ['Sales'], ['Sales', 'North'], ['Service']),
      numbers: fc.uniqueArray(fc.integer({ min: 200, max: 205 }).map(String), { maxLength: 2 }),
    }),
    { selector: ({ person }) => person },
  )
  .map((people) =>
    read(
      people.map(({ person, unit, numbers }) =>
        entry([`uid=${person}`, ...unit.toReversed().map((name) => `ou=${name}`)].join(','), {
          ...{ uid: [person], cn: [person], telephonenumber: numbers },
        }),
      ),
      { attributes: { person: 'uid' }, site: 'berlin', cost_centres: { organisational_units: true } },
    ),
  );

describe('people of a server', () => {
  test('whatever they were before, are in the directory as they are now, and a second time nothing changes', () => {
    fc.assert(
      fc.property(fc.array(company, { minLength: 1, maxLength: 4 }), (nights) => {
        let directory = EMPTY_DIRECTORY;
        let shared = new Set<string>();
        for (const given of nights) {
          directory = taken(directory, given);
          expect(plan(directory, given).changes).toEqual([]);
          const numbers = given.people.flatMap(({ extensions }) =>
            extensions.map(({ extension }) => extension),
          );
          shared = new Set(numbers.filter((number, place) => numbers.indexOf(number) !== place));
        }
        const { assignments, entries } = directory;
        const look = new Assignments(assignments);
        const named = (id: number | null): string | null => {
          const found = entries.find((one) => one.id === id);
          return found === undefined ? null : nameOf(found);
        };
        const last = nights.at(-1)?.people ?? [];
        for (const { id, list, values, to_day } of entries) {
          const given = last.find(({ cells }) => cells.person === values.external_id);
          if (list === 'people') {
            expect(to_day === null).toBe(given !== undefined);
            expect(named(look.on('person_unit', id, TODAY))).toBe(given?.cost_centres?.at(-1)?.code ?? null);
          }
          if (list !== 'extensions' || shared.has(String(values.name))) continue;
          const owner = last.find(({ extensions }) =>
            extensions.some(({ extension }) => extension === values.name),
          );
          expect(named(look.on('extension_person', id, TODAY))).toBe(owner?.cells.person ?? null);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('who share an extension do not get it, and it is told', () => {
    const both = read(
      ['anna', 'ben'].map((uid) => entry(`uid=${uid}`, { uid: [uid], cn: [uid], telephonenumber: ['204'] })),
      { attributes: { person: 'uid' }, site: 'berlin' },
    );
    const made = plan(EMPTY_DIRECTORY, both);
    expect(made.changes.map(({ list }) => list)).toEqual(['people', 'people']);
    expect(made.notes).toEqual(['extension 204 at berlin is of several people, and stays as it is']);
  });

  test('are of the site that their value means, else of the one that is set; a second extension is one more', () => {
    const { people, notes } = read(
      [
        entry('uid=a', { uid: ['a'], l: ['Lutetia'], telephonenumber: ['201', '202', '+1'] }),
        entry('uid=b', { uid: ['b'], l: ['paris'], telephonenumber: ['203'] }),
        entry('uid=c', { uid: ['c'], l: ['Rome'], telephonenumber: ['204'] }),
      ],
      { attributes: { person: 'uid', site: 'l' }, sites: { Lutetia: 'paris' }, site: 'berlin' },
    );
    expect(
      people.map(({ extensions }) => extensions.map(({ site, extension }) => `${site} ${extension}`)),
    ).toEqual([['paris 201', 'paris 202'], ['paris 203'], ['berlin 204']]);
    expect(notes).toEqual(['numbers that are no extensions of their site: 1']);
  });

  test('have the first name there is, and without a key are refused; bytes that are no text are nothing', () => {
    const { people, refused } = read(
      [
        entry('uid=a', { uid: ['a'], displayname: [], cn: ['Anna'], mail: [new Uint8Array([0xff])] }),
        entry('uid=b', { cn: ['Ben'] }),
      ],
      { attributes: { person: 'uid' } },
    );
    expect(people.map(({ cells }) => cells)).toEqual([{ person: 'a', name: 'Anna', email: '', login: 'a' }]);
    expect(refused).toEqual([{ place: `uid=b,${BASE}`, reason: 'it has no uid' }]);
  });

  test('leave cost centres as they are where the connection does not say where people belong', () => {
    const desk = new DirectoryDesk();
    desk.take('cost-centres', [{ code: '1', name: 'One' }]);
    desk.take('people', [{ person: 'anna', name: 'Anna', cost_centre: '1' }]);
    const given = read([entry('uid=anna', { uid: ['anna'], cn: ['Anna'] })], {
      attributes: { person: 'uid' },
    });
    const after = taken(desk.directory, given);
    expect(after.assignments).toEqual(desk.directory.assignments);
    expect(after.entries.find(({ list }) => list === 'people')?.values.origin).toBe('company');
  });
});
