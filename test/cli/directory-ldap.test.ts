import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ARRIVAL } from '../asterisk-lines.ts';
import { ACCOUNT, BASE, hasSlapd, personLdif, Slapd } from '../directory/ldap/slapd.ts';
import { CommandDesk } from './command-desk.ts';

const DAY_MS = 86_400_000;
const PEOPLE = `ou=people,${BASE}`;
const ou = (name: string, below = PEOPLE): string =>
  `dn: ou=${name},${below}\nobjectClass: organizationalUnit\nou: ${name}\n\n`;
const groupLdif = (name: string, members: readonly string[]): string =>
  `dn: cn=${name},ou=groups,${BASE}\nobjectClass: groupOfNames\ncn: ${name}\n${members.map((dn) => `member: ${dn}\n`).join('')}\n`;

const ANNA = `uid=anna,ou=North,ou=Sales,${PEOPLE}`;
const BEN = `uid=ben,ou=Sales,${PEOPLE}`;
const JUERGEN = `uid=juergen,${PEOPLE}`;
const LDIF = [
  ou('Sales'),
  ou('North', `ou=Sales,${PEOPLE}`),
  personLdif(ANNA, {
    uid: 'anna',
    cn: 'Anna Example',
    mail: 'anna@example.org',
    telephoneNumber: '+49 30 555-204',
  }),
  personLdif(BEN, { uid: 'ben', cn: 'Ben', telephoneNumber: ['205', '+1 212 5550100'] }),
  personLdif(JUERGEN, {
    uid: 'juergen',
    cn: 'Jürgen',
    telephoneNumber: '+49 (0)30 555 206',
    departmentNumber: '4711',
  }),
  groupLdif('board', [JUERGEN, `cn=inner,ou=groups,${BASE}`]),
  groupLdif('inner', [BEN, `cn=board,ou=groups,${BASE}`]),
].join('');

describe.skipIf(!hasSlapd)('people from LDAP (needs slapd, ldap-utils and openssl)', () => {
  let slapd: Slapd;
  let desk: CommandDesk;

  beforeAll(async () => {
    slapd = await Slapd.start(LDIF);
  });
  afterAll(async () => await slapd?.remove());

  const apply = async (more: object = {}, connection: object = {}) =>
    await desk.out(
      ...['config', 'apply'],
      desk.write(
        'ledgerline.yaml',
        JSON.stringify({
          sites: {
            headquarters: {
              country: 'DE',
              area_code: '30',
              time_zone: 'Europe/Berlin',
              own_numbers: ['+4930555'],
            },
          },
          ldap: {
            company: {
              ...{ url: `ldaps://127.0.0.1:${slapd.secure}`, ca_file: slapd.authority },
              ...{ bind_dn: ACCOUNT, password: slapd.password, base_dn: PEOPLE },
              attributes: { person: 'uid' },
              cost_centres: { organisational_units: true },
              ...connection,
            },
          },
          ...more,
        }),
      ),
    );

  beforeEach(async () => {
    desk = new CommandDesk();
    if (hasSlapd) await apply();
  });
  afterEach(() => desk.remove());

  const take = async (...more: string[]) => await desk.run('directory import', '--ldap', 'company', ...more);
  const changes = async (...more: string[]) =>
    (
      JSON.parse((await take(...more, '--json')).out) as {
        changes: { what: string; list: string; name: string }[];
      }
    ).changes;
  const list = async (name: string, on?: string) =>
    await desk.json<Record<string, string | null>[]>(
      ...['directory', 'list', name, ...(on === undefined ? [] : ['--on', on])],
    );

  test('are taken in with their departments and extensions, as a preview said; the same again changes nothing', async () => {
    const preview = await changes('--preview');
    expect(await list('people')).toEqual([]);
    expect(await changes()).toEqual(preview);
    expect(await list('people')).toMatchObject([
      {
        person: 'anna',
        name: 'Anna Example',
        email: 'anna@example.org',
        login: 'anna',
        cost_centre: 'Sales/North',
      },
      { person: 'ben', name: 'Ben', email: null, cost_centre: 'Sales' },
      { person: 'juergen', name: 'Jürgen', cost_centre: null },
    ]);
    expect(await list('cost-centres')).toMatchObject([
      { code: 'Sales', name: 'Sales', kind: 'department', parent: null },
      { code: 'Sales/North', name: 'North', kind: 'department', parent: 'Sales' },
    ]);
    expect((await list('extensions')).map(({ extension, person }) => [extension, person])).toEqual([
      ['204', 'anna'],
      ['205', 'ben'],
      ['206', 'juergen'],
    ]);
    expect((await take()).out).toMatch(/no extensions of their site: 1.*\n0 added, 0 changed, 0 ended/);
    expect(await changes('--complete')).toEqual([]);
  });

  test('who are there no more have ended with --complete, and what was theirs; people of a file stay, and days that are past', async () => {
    await take('--from', '2026-01-01');
    await desk.out('directory', 'import', desk.write('p.csv', 'person,name\nfax,Fax machine\n'));
    slapd.change(
      `dn: ${ANNA}\nchangetype: delete\n\ndn: ${BEN}\nchangetype: modify\nreplace: telephoneNumber\ntelephoneNumber: 207\n`,
    );
    try {
      expect(await changes('--preview')).toMatchObject([
        { what: 'added', list: 'extensions', name: 'headquarters 207' },
      ]);
      await take('--complete', '--from', '2026-03-10');
      const whose = async (on: string) =>
        (await list('extensions', on)).flatMap(({ extension, person }) =>
          person === null ? [] : [`${extension} ${person}`],
        );
      expect(await whose('2026-03-09')).toEqual(['204 anna', '205 ben', '206 juergen']);
      expect(await whose('2026-03-10')).toEqual(['206 juergen', '207 ben']);
      expect((await list('people', '2026-03-10')).map(({ person }) => person)).toEqual([
        'ben',
        'fax',
        'juergen',
      ]);
      expect(await changes('--complete', '--from', '2026-03-10')).toEqual([]);
      // A file that is complete is so of what comes from files.
      await desk.out('directory', 'import', desk.write('q.csv', 'person,name\nfax2,Fax\n'), '--complete');
      desk.now += DAY_MS;
      expect((await list('people')).map(({ person }) => person)).toEqual(['ben', 'fax2', 'juergen']);
    } finally {
      slapd.change(
        `${personLdif(ANNA, { uid: 'anna', cn: 'Anna', telephoneNumber: '204' })}dn: ${BEN}\nchangetype: modify\nreplace: telephoneNumber\ntelephoneNumber: 205\n`.replace(
          'objectClass::',
          'changetype: add\nobjectClass::',
        ),
      );
    }
  });

  test('belong where their group says, else their attribute, else the unit they stand in; a cost centre that is there keeps its name and place', async () => {
    await desk.out('directory', 'import', desk.write('c.csv', 'code,name,parent\n1,All,\n4711,Workshop,1\n'));
    const groups = { [`cn=inner,ou=groups,${BASE}`]: '900' };
    await apply({}, { cost_centres: { groups, attribute: 'departmentNumber', organisational_units: true } });
    await take();
    expect((await list('people')).map(({ cost_centre }) => cost_centre)).toEqual([
      'Sales/North',
      '900',
      '900',
    ]);
    await apply({}, { cost_centres: { attribute: 'departmentNumber', organisational_units: true } });
    await take();
    expect((await list('people')).map(({ cost_centre }) => cost_centre)).toEqual([
      'Sales/North',
      'Sales',
      '4711',
    ]);
    expect(await list('cost-centres')).toContainEqual(
      expect.objectContaining({ code: '4711', name: 'Workshop', kind: 'cost_centre', parent: '1' }),
    );
  });

  test('change nothing where one of them cannot be taken in, or many would lose something: DIRECTORY_SHRINKS', async () => {
    await apply({}, { attributes: { person: 'departmentNumber' } });
    const refused = await take();
    expect(refused).toMatchObject({
      exit: 1,
      out: expect.stringContaining(`${ANNA}: it has no departmentNumber`),
    });
    expect(await list('people')).toEqual([]);
    const many = Array.from({ length: 30 }, (_, n) =>
      personLdif(`uid=many${n},${PEOPLE}`, {
        uid: `many${n}`,
        cn: 'Many',
        telephoneNumber: `${300 + n}`,
      }).replace('objectClass::', 'changetype: add\nobjectClass::'),
    );
    slapd.change(many.join(''));
    await apply();
    await take();
    const shrunk = async (connection: object, why: string) => {
      await apply({}, connection);
      expect((await take('--complete', '--preview')).out).toContain(why);
      expect(await take('--complete')).toMatchObject({ exit: 1, err: expect.stringContaining(why) });
    };
    await shrunk({ filter: '(uid=juergen)' }, 'it would end 32 of 33 people');
    await shrunk({ attributes: { person: 'uid', extension: ['title'] } }, '33 of 33 people of extensions');
    expect(await list('people')).toHaveLength(33);
    await apply({ directory: { largest_share_percent: 100 } }, { filter: '(uid=juergen)' });
    expect(await take('--complete')).toMatchObject({ exit: 0, out: expect.stringContaining('32 ended') });
  });

  test('come each night with the job; a server that is away is an alarm, keeps no file from its turn, and changes nothing', async () => {
    const file = join(desk.place, desk.write('fax.csv', 'person,name\nfax,Fax\n'));
    await apply(
      { directory: { imports: [{ ldap: 'company', complete: true }, { file }] } },
      { filter: '(uid=ben)' },
    );
    expect(await desk.out('jobs', 'plan', 'directory')).toContain('entries added 4');
    await slapd.halt();
    expect(await desk.out('jobs', 'plan', 'directory')).toContain('imports in trouble 1');
    const failed = await desk.run('jobs run', 'directory');
    expect(failed).toMatchObject({ exit: 1 });
    expect(failed.out + failed.err).toContain('cannot be reached');
    expect((await list('people')).map(({ person }) => person)).toEqual(['fax']);
    await slapd.go();
    await desk.out('jobs', 'run', 'directory');
    expect((await list('people')).map(({ person }) => person)).toEqual(['ben', 'fax']);
    expect(await desk.out('jobs', 'run', 'directory')).toContain('nothing to do');
    expect(desk.now).toBe(ARRIVAL);
  });

  test('are asked for by a name that stands in the configuration, and no secret stands there', async () => {
    expect(await desk.run('directory import', '--ldap', 'compny')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('company'),
    });
    expect(await desk.run('directory import', 'file.csv', '--ldap', 'company')).toMatchObject({ exit: 2 });
    expect(await desk.out('config', 'show')).not.toContain('correct horse');
  });
});
