import { describe, expect, test } from 'vitest';
import { LISTS } from '../../cli/service/judging.ts';
import { loadAccess } from '../../settings/load-access.ts';
import { loadConfiguration, problemText } from '../../settings/load-configuration.ts';

const SITE = 'sites: { berlin: { country: DE } }\n';
const SOURCE = 'sources: { pbx: { kind: watch, site: berlin, driver: asterisk-csv, folder: /spool } }\n';

function problems(text: string): string[] {
  const loaded = loadConfiguration(SITE + SOURCE + text, LISTS);
  return loaded.ok ? [] : loaded.problems.map((problem) => problemText(problem, 'x.yaml'));
}

describe('roles and users', () => {
  test('are taken as they are written', () => {
    const text = `${SITE}${SOURCE}roles:\n  team: { sites: [berlin], numbers: hide behind first 5 }\nusers:\n  os:anna: { role: team, extensions: ['204'] }\n`;
    const loaded = loadConfiguration(text, LISTS);
    expect(loaded).toMatchObject({
      ok: true,
      configuration: {
        roles: { team: { sites: ['berlin'], numbers: 'hide behind first 5' } },
        users: { 'os:anna': { role: 'team', extensions: ['204'] } },
      },
    });
    expect(loadAccess(text, 'version 1')).toEqual({
      roles: { team: { sites: ['berlin'], numbers: 'hide behind first 5' } },
      users: { 'os:anna': { role: 'team', extensions: ['204'] } },
      sites_of: { pbx: 'berlin' },
    });
  });

  test.each([
    [
      'users: { anna: { role: finanse } }',
      'x.yaml:3:24: users.anna.role: “role” names “finanse”, which is neither built in nor under roles; did you mean “finance”? Allowed: operator, administrator, supervisor, user, finance, data_protection_officer.',
    ],
    [
      'users: { anna: {} }',
      'x.yaml:3:10: users.anna.role: “role” is missing. Allowed: operator, administrator, supervisor, user, finance, data_protection_officer.',
    ],
    [
      'roles: { team: { sites: [berlim] } }',
      'x.yaml:3:26: roles.team.sites[0]: “sites” names “berlim”, which is not under sites; did you mean “berlin”? Allowed: berlin.',
    ],
    [
      'users: { anna: { role: user, sources: [pxb] } }',
      'x.yaml:3:40: users.anna.sources[0]: “sources” names “pxb”, which is not under sources; did you mean “pbx”? Allowed: pbx.',
    ],
    [
      'users: { finance: { role: finance } }',
      'x.yaml:3:10: users.finance: “finance” is the name of a role; give the user another name.',
    ],
    [
      'roles: { operator: { numbers: hide last 4 } }',
      'x.yaml:3:10: roles.operator.shows: “operator” cannot be shown raw lines, in which everything stands: numbers is not show all. Leave raw out.',
    ],
    [
      'roles: { team: { numbers: show all, shows: [raw] } }',
      'x.yaml:3:37: roles.team.shows: “team” cannot be shown raw lines, in which everything stands: it is not shown extensions, names, account_codes, causes, trunks, extra, undefined. Leave raw out.',
    ],
  ])('are refused with a word for it: %s', (text, message) => {
    expect(problems(text)).toEqual([message]);
  });

  test.each([
    ['roles: { team: { numbers: hide the last 4 } }', 'show all, hide all, hide last 4'],
    ['roles: { team: { numbers: hide last 1 } }', 'hide behind first 5'],
    ['roles: { team: { shows: [numbers] } }', 'Allowed: extensions, names'],
    ['roles: { team: { extensions: [204] } }', 'in quotes'],
    ["users: { 'an na': { role: user } }", 'os: before it'],
  ])('have to be written as they are understood: %s', (text, said) => {
    const [message] = problems(text);
    expect(message).toContain(said);
  });
});

test('what cannot be read shows nothing to anybody', () => {
  for (const text of ['roles: [', 'roles: { team: { numbers: everything } }', 'users: { anna: 3 }'])
    expect(() => loadAccess(text, 'version 7')).toThrow(/version 7/);
  expect(loadAccess('', 'version 0')).toEqual({ roles: {}, users: {}, sites_of: {} });
});
