import { type Role, roleNamed, roleNames, whyNoRaw } from '../access/roles.ts';
import { entriesOf, type Mapping, own } from './as-written.ts';
import type { ConfigurationFrame } from './configuration.ts';
import { suggestion } from './describe-issues.ts';
import { type Finding, found, type Path } from './finding.ts';

/** What roles and users name, and what goes together; by the document as written, so that every mistake is found at once. */
export function checkAccess(document: unknown, frame: ConfigurationFrame | undefined): Finding[] {
  const roles = entriesOf(document, 'roles');
  const users = entriesOf(document, 'users');
  const names = roleNames(Object.fromEntries(roles.map(([name]) => [name, {}])));
  return [
    ...[...roles.map(atIn('roles')), ...users.map(atIn('users'))].flatMap(({ path, entry }) => [
      ...namesUnder(document, 'sources', path, entry),
      ...namesUnder(document, 'sites', path, entry),
    ]),
    ...users.flatMap(([name, entry]) => [...namedRole(name, entry, names), ...sharedName(name, names)]),
    ...roles.flatMap(([name]) => rawOfPart(name, roleNamed(name, frame?.roles ?? {}))),
  ];
}

const atIn =
  (section: string) =>
  ([name, entry]: readonly [string, Mapping]) => ({ path: [section, name], entry });

function namesUnder(document: unknown, section: 'sources' | 'sites', at: Path, entry: Mapping): Finding[] {
  const listed = own(entry, section);
  const allowed = entriesOf(document, section).map(([name]) => name);
  return (Array.isArray(listed) ? listed : []).flatMap((name: unknown, index) => {
    if (typeof name !== 'string' || allowed.includes(name)) return [];
    const path = [...at, section, index];
    const message = `“${section}” names ${found(name, path)}, which is not under ${section}${suggestion(name, allowed)}`;
    return [{ path, at: 'value' as const, message, allowed }];
  });
}

function namedRole(user: string, entry: Mapping, allowed: readonly string[]): Finding[] {
  const role = own(entry, 'role');
  const path = ['users', user, 'role'];
  if (role === undefined) return [{ path, at: 'value', message: '“role” is missing.', allowed }];
  if (typeof role !== 'string' || allowed.includes(role)) return [];
  const message = `“role” names ${found(role, path)}, which is neither built in nor under roles${suggestion(role, allowed)}`;
  return [{ path, at: 'value', message, allowed }];
}

/** `--as NAME` means a user or a role. */
function sharedName(user: string, roles: readonly string[]): Finding[] {
  if (!roles.includes(user)) return [];
  const message = `“${user}” is the name of a role; give the user another name.`;
  return [{ path: ['users', user], at: 'key', message, allowed: [] }];
}

function rawOfPart(name: string, role: Role | null): Finding[] {
  const why = role === null ? null : whyNoRaw(role);
  if (why === null) return [];
  const message = `“${name}” cannot be shown raw lines, in which everything stands: ${why}. Leave raw out.`;
  return [{ path: ['roles', name, 'shows'], at: 'value', message, allowed: [] }];
}
