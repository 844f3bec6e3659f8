import { comparableName } from './distinguished-name.ts';
import type { LdapEntry } from './ldap-entry.ts';
import { type LdapServer, parsedFilter } from './ldap-server.ts';
import { incompleteAnswer } from './ldap-trouble.ts';
import type { LdapSettings } from './settings.ts';

/** What Active Directory says of itself, and its rule for members of members. */
const ACTIVE_DIRECTORY = '1.2.840.113556.1.4.800';
const MEMBER_IN_CHAIN = '1.2.840.113556.1.4.1941';

const MEMBER_ATTRIBUTES = ['member', 'uniquemember'] as const;

export interface GroupMembers {
  /** Names of people, comparable, by the name of each group as it is in the settings. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  /** Members that nobody can see: what was once there, or is not for this account. */
  readonly unseen: number;
}

/** Who is in each group, also through a group of the group. `people` are those that were found already. */
export async function groupMembers(
  server: LdapServer,
  settings: LdapSettings,
  people: readonly LdapEntry[],
): Promise<GroupMembers> {
  const groups = Object.keys(settings.cost_centres.groups);
  if (groups.length === 0) return { members: new Map(), unseen: 0 };
  const root = await server.entry('', ['supportedCapabilities']);
  const able = root?.values.get('supportedcapabilities') ?? [];
  if (able.includes(ACTIVE_DIRECTORY)) return await askedMembers(server, settings, groups);
  const walk = new GroupWalk(server, settings, people);
  const members = new Map<string, ReadonlySet<string>>();
  for (const group of groups) members.set(group, await walk.membersOf(group));
  return { members, unseen: walk.unseen.size };
}

/** Active Directory follows the groups itself, and would give members of large ones in parts only. */
async function askedMembers(
  server: LdapServer,
  settings: LdapSettings,
  groups: readonly string[],
): Promise<GroupMembers> {
  const { AndFilter, ExtensibleFilter } = await import('ldapts');
  const { base_dn: base } = settings;
  const people = await parsedFilter(settings.filter);
  const members = new Map<string, ReadonlySet<string>>();
  for (const group of groups) {
    await requireGroup(server, settings, group);
    const inChain = new ExtensibleFilter({ matchType: 'memberOf', rule: MEMBER_IN_CHAIN, value: group });
    const both = new AndFilter({ filters: [people, inChain] });
    const found = await server.ask({ base, scope: 'sub', filter: both, attributes: ['1.1'] });
    members.set(group, new Set(found.entries.map(({ dn }) => comparableName(dn))));
  }
  return { members, unseen: 0 };
}

/** Goes from group to group; each is read once, so rings end. */
class GroupWalk {
  readonly #server: LdapServer;
  readonly #settings: LdapSettings;
  readonly #people: ReadonlySet<string>;
  readonly #read = new Map<string, readonly string[]>();
  readonly unseen = new Set<string>();

  constructor(server: LdapServer, settings: LdapSettings, people: readonly LdapEntry[]) {
    this.#server = server;
    this.#settings = settings;
    this.#people = new Set(people.map(({ dn }) => comparableName(dn)));
  }

  async membersOf(group: string): Promise<ReadonlySet<string>> {
    await requireGroup(this.#server, this.#settings, group);
    const found = new Set<string>();
    const seen = new Set<string>([comparableName(group)]);
    const ahead = [group];
    for (let name = ahead.pop(); name !== undefined; name = ahead.pop())
      for (const member of await this.#membersOf(name)) {
        const known = comparableName(member);
        if (seen.has(known)) continue;
        seen.add(known);
        if (this.#people.has(known)) found.add(known);
        else ahead.push(member);
      }
    return found;
  }

  async #membersOf(name: string): Promise<readonly string[]> {
    const known = comparableName(name);
    const before = this.#read.get(known);
    if (before !== undefined) return before;
    const entry = await this.#server.entry(name, MEMBER_ATTRIBUTES);
    if (entry === null) this.unseen.add(known);
    const members = entry === null ? [] : allMembers(entry, this.#settings);
    this.#read.set(known, members);
    return members;
  }
}

async function requireGroup(server: LdapServer, settings: LdapSettings, group: string): Promise<void> {
  if ((await server.entry(group, ['1.1'])) !== null) return;
  throw incompleteAnswer(settings, `the group ${group} is not there, or this account may not see it`);
}

function allMembers({ values }: LdapEntry, settings: LdapSettings): string[] {
  // `member;range=0-1499` is how a server gives the first of many, and the attribute itself is empty then.
  if ([...values.keys()].some((name) => name.startsWith('member;range=')))
    throw incompleteAnswer(settings, 'a group has more members than the server gives at once');
  return MEMBER_ATTRIBUTES.flatMap((name) => values.get(name) ?? []).filter(
    (value) => typeof value === 'string',
  );
}
