import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { findPeople } from '../../../directory/ldap/find-people.ts';
import { textsOf } from '../../../directory/ldap/ldap-entry.ts';
import { LdapServer } from '../../../directory/ldap/ldap-server.ts';
import { ldapSchema } from '../../../directory/ldap/settings.ts';
import { type ScriptedAnswer, ScriptedServer } from './scripted-server.ts';

const BASE = 'DC=example,DC=org';
const SALES = `CN=Sales (EU),OU=Groups,${BASE}`;
const GUID = Buffer.from('33221100554477668899aabbccddeeff', 'hex');
const person = (name: string) => ({
  dn: `CN=${name},${BASE}`,
  attributes: { cn: [name], objectGUID: [GUID] },
});
const PEOPLE: ScriptedAnswer = { entries: [person('Anna'), person('Ben')] };

let server: ScriptedServer | null = null;

afterEach(() => {
  server?.stop();
  server = null;
});

const find = async (answer: (base: string, question: string) => ScriptedAnswer, connection: object = {}) => {
  server = await ScriptedServer.start(answer);
  const settings = ldapSchema.parse({
    ...{ url: server.url, in_clear: true, base_dn: BASE, timeout_seconds: 5, ...connection },
    attributes: { person: 'objectGUID' },
  });
  return await findPeople(settings, { password: null, authorities: null });
};

describe('a server that is not OpenLDAP, by what is written of it', () => {
  test('has keys of 16 bytes, which are shown as Active Directory shows them', async () => {
    const { entries } = await find(() => PEOPLE);
    expect(entries.flatMap((entry) => textsOf(entry, 'objectguid'))).toEqual(
      [1, 2].map(() => '00112233-4455-6677-8899-aabbccddeeff'),
    );
  });

  test('is asked for members of members by its own rule where it says that it is Active Directory', async () => {
    const asked: string[] = [];
    const { groups } = await find(
      (base, question) => {
        if (base === '')
          return { entries: [{ dn: '', attributes: { supportedCapabilities: ['1.2.840.113556.1.4.800'] } }] };
        if (base === SALES) return { entries: [{ dn: SALES, attributes: {} }] };
        if (!question.includes('1.2.840.113556.1.4.1941')) return PEOPLE;
        asked.push(question);
        return { entries: [person('Ben')] };
      },
      { cost_centres: { groups: { [SALES]: '1' } } },
    );
    expect([...(groups.members.get(SALES) ?? [])]).toEqual(['cn=ben,dc=example,dc=org']);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('memberOf');
    expect(asked[0]).toContain(SALES);
  });

  test('that gives only the first members of a large group gives nothing at all: LDAP_REFUSED', async () => {
    const members = { member: [], 'member;range=0-1499': [`CN=Anna,${BASE}`] };
    const found = find(
      (base) => (base === SALES ? { entries: [{ dn: SALES, attributes: members }] } : PEOPLE),
      { cost_centres: { groups: { [SALES]: '1' } } },
    );
    await expect(found).rejects.toMatchObject({
      ...{ code: 'LDAP_REFUSED', message: expect.stringContaining('more members') },
    });
  });

  test('that gives an empty page and has another behind it gives nothing at all, rather than a part: LDAP_REFUSED', async () => {
    let pages = 0;
    const found = find(() => {
      pages += 1;
      return pages === 1 ? { ...PEOPLE, more: true } : { entries: [], more: true };
    });
    await expect(found).rejects.toMatchObject({
      ...{ code: 'LDAP_REFUSED', message: expect.stringContaining('last page') },
    });
    expect(pages).toBe(2);
  });

  test('that ends the connection between two questions is not asked the second one over another, which nobody would encrypt or log in: CONNECTION_FAILED', async () => {
    server = await ScriptedServer.start(() => ({ ...PEOPLE, last: true }));
    const settings = ldapSchema.parse({ url: server.url, in_clear: true, base_dn: BASE, timeout_seconds: 5 });
    const connection = await LdapServer.open(settings, { password: null, authorities: null });
    const question = { base: BASE, scope: 'sub', filter: '(cn=*)', attributes: ['cn'] } as const;
    expect((await connection.ask(question)).entries).toHaveLength(2);
    await setTimeout(100);
    await expect(connection.ask(question)).rejects.toMatchObject({ code: 'CONNECTION_FAILED' });
    await connection.close();
    expect(server.connections).toBe(1);
  });
});
