import { expect, test } from 'vitest';
import { LISTS } from '../../cli/service/judging.ts';
import { loadConfiguration } from '../../settings/load-configuration.ts';

const DOCUMENT = `sites:
  headquarters: { country: DE }
ldap:
  company:
    url: ldap.example.org
    bind_dn: cn=ledgerline
    password: hunter2
    base_dn: dc=example,dc=org
    site: headquartres
    sites: { Berlin: headquartres }
  second:
    url: ldaps://ldap.example.org
    in_clear: true
    bind_dn: cn=ledgerline,dc=example,dc=org
    base_dn: dc=example,dc=org
directory:
  imports:
    - { ldap: compny }
    - { file: /var/lib/people.csv, ldap: company }
    - { complete: true }
`;

test('a connection and what names it are told apart from what they should be, a secret without repeating it', () => {
  const loaded = loadConfiguration(DOCUMENT, LISTS);
  const problems = loaded.ok ? [] : loaded.problems;
  expect(problems.map(({ path }) => path)).toEqual([
    ...['ldap.company.url', 'ldap.company.password', 'ldap.company.site', 'ldap.company.sites.Berlin'],
    ...['ldap.second.password', 'ldap.second.in_clear'],
    ...['directory.imports[0].ldap', 'directory.imports[1]', 'directory.imports[2]'],
  ]);
  expect(problems.map(({ message }) => message).join('\n')).toMatch(
    /did you mean “headquarters”[\s\S]*an account and its password go together[\s\S]*never in clear[\s\S]*did you mean “company”/,
  );
  expect(JSON.stringify(problems)).not.toContain('hunter2');
});
