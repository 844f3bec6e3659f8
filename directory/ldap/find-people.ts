import { OperationError } from '../../record/operation-error.ts';
import { groupMembers } from './group-members.ts';
import type { LdapFindings } from './ldap-people.ts';
import { type LdapCredentials, LdapServer } from './ldap-server.ts';
import type { LdapSettings } from './settings.ts';

/** Everybody whom a connection means, with what is asked of them and the groups they are in; all of it, or an error. */
export async function findPeople(
  settings: LdapSettings,
  credentials: LdapCredentials,
): Promise<LdapFindings> {
  const server = await LdapServer.open(settings, credentials);
  try {
    const { entries, referrals } = await server.ask({
      ...{ base: settings.base_dn, scope: 'sub', filter: settings.filter },
      attributes: attributesOf(settings),
    });
    if (entries.length === 0) throw nobody(settings);
    return { entries, referrals, groups: await groupMembers(server, settings, entries) };
  } finally {
    await server.close();
  }
}

/** What an account may not see a server leaves out without a word, so nobody at all is more likely a mistake than the truth. */
function nobody({ url, base_dn, filter }: LdapSettings): OperationError {
  return new OperationError('LDAP_REFUSED', `${url} has no entry below ${base_dn} that fits ${filter}.`, {
    hint: 'Nothing was taken in. Check base_dn and filter of this connection, and what its account may read.',
  });
}

function attributesOf({ attributes, cost_centres }: LdapSettings): string[] {
  const { person, name, email, login, extension, site } = attributes;
  const asked = [person, ...name, email, login, ...extension, site, cost_centres.attribute];
  return [...new Set(asked.flatMap((one) => (one === null || one === 'dn' ? [] : [one])))];
}
