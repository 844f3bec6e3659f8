import type { AccessPolicy } from '../access/policy.ts';
import { OperationError } from '../record/operation-error.ts';
import { accessSections } from './access-sections.ts';
import { entriesOf, isMapping, own } from './as-written.ts';
import { readYaml } from './read-yaml.ts';

/**
 * Who may see what, of a document that was in order when it was applied. Only its own sections are looked at, so that a
 * command that lists calls need not know every driver. What cannot be read shows nothing to anybody.
 */
export function loadAccess(text: string, name: string): Omit<AccessPolicy, 'units'> {
  const read = readYaml(text);
  const document = read.ok && isMapping(read.yaml.value) ? read.yaml.value : {};
  const roles = accessSections.roles.safeParse(own(document, 'roles'));
  const users = accessSections.users.safeParse(own(document, 'users'));
  if (!read.ok || !roles.success || !users.success)
    throw new OperationError(
      'CONFIGURATION_INVALID',
      `Of the configuration in force (${name}), roles or users cannot be read.`,
      {
        hint: 'Nothing is shown until a document is applied in which they can: ./ledgerline config show, then ./ledgerline config apply FILE.',
      },
    );
  const sites = entriesOf(document, 'sources').map(([source, entry]) => [source, String(own(entry, 'site'))]);
  return { roles: roles.data ?? {}, users: users.data ?? {}, sites_of: Object.fromEntries(sites) };
}
