import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPeople } from '../../../directory/ldap/find-people.ts';
import { textsOf } from '../../../directory/ldap/ldap-entry.ts';
import { ldapSchema } from '../../../directory/ldap/settings.ts';
import { CuttingProxy } from '../../collector/cutting-proxy.ts';
import { ACCOUNT, BASE, hasSlapd, personLdif, Slapd } from './slapd.ts';

const PEOPLE = 1600;
const GROUPS = `ou=groups,${BASE}`;

/** Letters that names of entries and filters give a meaning to. */
const ODD = { dn: `cn=O'Neil\\2C Zoë \\2B (A\\5CB)\\23*,ou=people,${BASE}`, cn: "O'Neil, Zoë + (A\\B)#*" };
const ODD_OTHERWISE = `CN=o'neil\\, ZOË  \\+ (a\\\\b)\\#*, OU=People,${BASE}`;

const everybody = (): string =>
  Array.from({ length: PEOPLE }, (_, n) =>
    personLdif(`uid=p${n},ou=people,${BASE}`, { uid: `p${n}`, cn: `Jürgen 李 ${n}` }),
  ).join('');

const group = (name: string, members: readonly string[]): string =>
  `dn: cn=${name},${GROUPS}\nobjectClass: groupOfNames\ncn: ${name}\n${members.map((dn) => `member:: ${Buffer.from(dn).toString('base64')}\n`).join('')}\n`;

/** sales ← north ← sales: a ring. In it are p1 and p2, somebody who left, and whom the account may not see. */
const LDIF = [
  everybody(),
  personLdif(ODD.dn, { cn: ODD.cn, jpegPhoto: 'not asked for' }),
  group('sales', [`uid=p1,ou=people,${BASE}`, `cn=north,${GROUPS}`, `uid=left,ou=people,${BASE}`]),
  group('north', [`CN=Sales,  ${GROUPS}`, `UID=P2,OU=People,${BASE}`, ODD_OTHERWISE]),
  `dn: ou=elsewhere,ou=people,${BASE}\nobjectClass: referral\nobjectClass: extensibleObject\nou: elsewhere\nref: ldap://127.0.0.1:1/ou=people,${BASE}\n\n`,
  `dn: ou=secret,${BASE}\nobjectClass: organizationalUnit\nou: secret\n\n`,
  personLdif(`uid=s,ou=secret,${BASE}`, { uid: 's', cn: 'Secret' }),
].join('');

describe.skipIf(!hasSlapd)('an LDAP server (needs slapd, ldap-utils and openssl)', () => {
  let slapd: Slapd;

  beforeAll(async () => {
    slapd = await Slapd.start(LDIF);
  });

  afterAll(async () => await slapd?.remove());

  /** By StartTLS where nothing else is said. */
  const find = async (settings: object = {}, credentials: object = {}) =>
    await findPeople(
      ldapSchema.parse({
        ...{ url: `ldap://127.0.0.1:${slapd.plain}`, base_dn: `ou=people,${BASE}`, timeout_seconds: 5 },
        ...{ bind_dn: ACCOUNT, password: slapd.password, ...settings },
      }),
      { password: 'correct horse', authorities: readFileSync(slapd.authority, 'utf8'), ...credentials },
    );
  const other = (): object => ({ authorities: readFileSync(slapd.otherAuthority, 'utf8') });

  test('gives everybody over TLS and StartTLS, however few entries it gives at once; a reference is not followed, and counted', async () => {
    for (const url of [`ldaps://127.0.0.1:${slapd.secure}`, `ldap://127.0.0.1:${slapd.plain}`])
      for (const page_size of [500, 7]) {
        const { entries, referrals } = await find({ url, page_size });
        expect(entries).toHaveLength(PEOPLE + 1);
        expect(referrals).toBe(1);
      }
  });

  test('gives names and values in any letters as they are', async () => {
    const { entries } = await find({ filter: `(cn=O'Neil, Zoë + \\28A\\5cB\\29#\\2a)` });
    expect(entries.map((entry) => textsOf(entry, 'CN'))).toEqual([[ODD.cn]]);
    const [first] = (await find({ filter: '(uid=p7)' })).entries;
    expect(first?.dn).toBe(`uid=p7,ou=people,${BASE}`);
    expect(first === undefined ? [] : textsOf(first, 'cn')).toEqual(['Jürgen 李 7']);
  });

  test('is told no password where its certificate is signed by another, or is of another host: CERTIFICATE_REFUSED', async () => {
    const urls = [`ldaps://127.0.0.1:${slapd.secure}`, `ldap://127.0.0.1:${slapd.plain}`];
    for (const url of urls) {
      await expect(find({ url }, other())).rejects.toMatchObject({ code: 'CERTIFICATE_REFUSED' });
      await expect(find({ url }, { authorities: null })).rejects.toMatchObject({
        code: 'CERTIFICATE_REFUSED',
      });
      const named = url.replace('127.0.0.1', 'localhost');
      await expect(find({ url: named })).rejects.toMatchObject({ code: 'CERTIFICATE_REFUSED' });
    }
    // The same account over the same port, once nobody asks for the certificate.
    expect((await find({ in_clear: true }, other())).entries).toHaveLength(PEOPLE + 1);
  });

  test('that refuses the password gives LOGIN_REFUSED; an empty one is not even sent, because servers take it for nobody', async () => {
    await expect(find({}, { password: 'wrong' })).rejects.toMatchObject({ code: 'LOGIN_REFUSED' });
    await expect(find({}, { password: '' })).rejects.toMatchObject({
      code: 'LOGIN_REFUSED',
      message: expect.stringContaining('empty'),
    });
  });

  test('that gives a part, or nothing, gives nothing at all: LDAP_REFUSED says why', async () => {
    const refused = async (settings: object, why: string) =>
      await expect(find(settings)).rejects.toMatchObject({
        ...{ code: 'LDAP_REFUSED', message: expect.stringContaining(why) },
      });
    await refused({ page_size: 501 }, 'page_size');
    await refused({ base_dn: `ou=nowhere,${BASE}` }, 'no such entry');
    await refused({ base_dn: `ou=secret,${BASE}` }, 'no such entry');
    await refused({ base_dn: `ou=elsewhere,ou=people,${BASE}` }, 'on another server');
    await refused({ filter: '(cn=Nobody)' }, 'no entry');
    await refused({ base_dn: 'ou=people,nonsense' }, 'distinguished name');
    const groups = { groups: { [`cn=nobody,${GROUPS}`]: '1' } };
    await refused({ cost_centres: groups }, `cn=nobody,${GROUPS}`);
    await expect(find({ filter: '(cn=*))' })).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });

  test('tells who is in a group of a group, also where groups are in each other', async () => {
    const { groups } = await find({ cost_centres: { groups: { [`cn=sales,${GROUPS}`]: '1' } } });
    const members = [...(groups.members.get(`cn=sales,${GROUPS}`) ?? [])];
    expect(members.filter((dn) => dn.startsWith('uid=')).sort()).toEqual(
      ['p1', 'p2'].map((uid) => `uid=${uid},ou=people,${BASE}`),
    );
    expect(members).toHaveLength(3);
    expect(groups.unseen).toBe(1);
  });

  test('that is gone in the middle, or falls silent, gives nothing at all, wherever that is: CONNECTION_FAILED', async () => {
    for (const secure of [true, false]) {
      const through = async (proxy: CuttingProxy) =>
        await find({
          ...{ url: `${secure ? 'ldaps' : 'ldap'}://127.0.0.1:${proxy.port}`, timeout_seconds: 1 },
          cost_centres: { groups: { [`cn=sales,${GROUPS}`]: '1' } },
        });
      const [whole, cutting] = [
        await CuttingProxy.open(secure ? slapd.secure : slapd.plain),
        await CuttingProxy.open(secure ? slapd.secure : slapd.plain),
      ];
      await through(whole);
      const [bytes = 0] = whole.passed;
      await whole.close();
      const places = [0, 1, 300, 2000, 20_000, bytes * 0.5, bytes * 0.9, bytes - 400].map(Math.round);
      for (const [turn, place] of places.entries()) {
        cutting.onlyStalls = turn % 3 === 1;
        cutting.cuts.push(place);
        await expect(through(cutting), `cut after ${place}`).rejects.toMatchObject({
          code: 'CONNECTION_FAILED',
        });
      }
      await cutting.close();
    }
  });
});
