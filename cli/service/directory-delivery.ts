import { readFileSync } from 'node:fs';
import type { LdapPeople } from '../../directory/ldap/ldap-people.ts';
import type { DirectoryDelivery } from '../../directory/plan-delivery.ts';
import type { DirectoryImport } from '../../directory/settings.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { suggestion } from '../../settings/describe-issues.ts';
import { unreadableFile } from '../configuration-files.ts';
import { today } from '../directory-desk.ts';
import { readSecret } from './secrets.ts';

/** Gets what is to be taken into the directory: reads a file, or asks a server. */
export async function directoryDelivery(
  configuration: Configuration,
  { file, ldap, complete }: DirectoryImport,
  now: number,
): Promise<DirectoryDelivery> {
  const given = ldap === null ? { bytes: bytesOf(file ?? '') } : await peopleFromLdap(configuration, ldap);
  const { largest_share_percent } = configuration.directory;
  const sites = Object.keys(configuration.sites);
  return {
    ...{ name: ldap ?? file ?? '', given, complete, today: today(configuration, now) },
    ...{ sites, largest_share_percent },
  };
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw unreadableFile(file, cause);
  }
}

async function peopleFromLdap({ ldap, sites }: Configuration, name: string): Promise<LdapPeople> {
  const settings = ldap[name];
  if (settings === undefined) {
    const known = Object.keys(ldap);
    throw new OperationError(
      'NOT_FOUND',
      `There is no connection ${name} under ldap${suggestion(name, known)}`,
      {
        hint:
          known.length === 0 ? 'docs/ldap.md says how one is described.' : `There are: ${known.join(', ')}.`,
      },
    );
  }
  // With the numbering plans of all countries, so only where it is asked for.
  const [{ findPeople }, { ldapPeople }, { createNumberingPlan }] = await Promise.all([
    import('../../directory/ldap/find-people.ts'),
    import('../../directory/ldap/ldap-people.ts'),
    import('../../processor/numbering/numbering.ts'),
  ]);
  const { password, ca_file } = settings;
  const credentials = {
    password: password === null ? null : await readSecret(password, process.env.CREDENTIALS_DIRECTORY),
    authorities: ca_file === null ? null : Buffer.from(bytesOf(ca_file)).toString(),
  };
  const findings = await findPeople(settings, credentials);
  const plans = new Map(Object.entries(sites).map(([site, plan]) => [site, createNumberingPlan(plan)]));
  return ldapPeople(findings, settings, {
    sites: Object.keys(sites),
    extensionAt: (site, number) => plans.get(site)?.party(number, 'calling').extension ?? null,
  });
}
