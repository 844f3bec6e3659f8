import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { notShown } from '../access/not-shown.ts';
import { namedCostCentres } from '../access/policy.ts';
import { type Sight, sightOf, type Unknown } from '../access/sight.ts';
import { isOfSomeCalls, WHOLE_VIEW } from '../record/call-view.ts';
import { OperationError } from '../record/operation-error.ts';
import { suggestion } from '../settings/describe-issues.ts';
import { loadAccess } from '../settings/load-access.ts';
import { DATABASE_FILE } from '../store/database-file.ts';
import { unitsByCode } from '../store/queries/directory.ts';
import { configurationVersions } from '../store/queries/intakes.ts';
import { restrictionsInForce } from '../store/queries/restrictions.ts';
import type { ReadingConnection } from '../store/reading-connection.ts';
import type { CommandCall } from './command.ts';
import { optional } from './usage.ts';

/** Of every command that shows something of calls. */
export const AS_OPTION = {
  as: { value: 'ROLE|USER', summary: 'as this role or user would be shown it; narrows, never adds' },
} as const;

/** What whoever typed a command may be shown, as the configuration in force says. */
export async function viewerOf(call: CommandCall, store: ReadingConnection = call.reading()): Promise<Sight> {
  const sight = await sightIn(store, call.principal, optional(call, 'as'));
  if (!('unknown' in sight)) {
    if (sight.view.extensions?.length === 0) call.err(ofNoExtension(sight));
    if (sight.view.cost_centres?.each_of.some((units) => units.length === 0)) call.err(ofNoCostCentre(sight));
    return sight;
  }
  const { unknown, known } = sight;
  throw new OperationError(
    'NOT_SHOWN',
    `There is no role and no user ${unknown}${suggestion(unknown, known)}`,
    {
      hint:
        known.length === 0
          ? 'Nothing is shown to whoever has no role; users in the configuration gives one.'
          : `Known are: ${known.join(', ')}.`,
    },
  );
}

/** What a principal may be shown, as the configuration in force says, or an earlier version of it; `as` narrows that. */
export async function sightIn(
  store: ReadingConnection,
  principal: string,
  as: string | null,
  version: number | null = null,
): Promise<Sight | Unknown> {
  const versions = configurationVersions(store.connection);
  const [found] = version === null ? versions : versions.filter(({ id }) => id === version);
  const policy = loadAccess(found?.text ?? '', `version ${found?.id ?? 0}`);
  const restricted = restrictionsInForce(store.connection).map(({ subject }) => subject);
  const units = unitsByCode(store.connection, namedCostCentres(policy));
  return sightOf({ ...policy, units }, principal, as, restricted);
}

/** The site of each source, as the configuration in force says. */
export async function sitesOf(store: ReadingConnection): Promise<Readonly<Record<string, string>>> {
  const [newest] = configurationVersions(store.connection);
  return loadAccess(newest?.text ?? '', `version ${newest?.id ?? 0}`).sites_of;
}

/** For what tells of calls by more than a mask could hide: only to who is shown every call whole. `what` begins the refusal. */
export async function requireWholeSight(call: CommandCall, what: string): Promise<void> {
  refuseUnlessWhole(await viewerOf(call), what);
}

export function refuseUnlessWhole(sight: Sight, what: string): void {
  if (!isDeepStrictEqual(sight.view, WHOLE_VIEW)) throw notShown(sight, what);
}

/** For what whoever runs the machine works with. Where there is no data folder yet nobody has a role. `what` begins the refusal. */
export async function requireAdministration(call: CommandCall, what: string): Promise<void> {
  if (!existsSync(join(call.folder, DATABASE_FILE))) return;
  const sight = await viewerOf(call);
  if (!sight.administration) throw notShown(sight, what);
}

/** The same for what is done to every call, and told of all of them. */
export async function requireAllCalls(call: CommandCall, what: string): Promise<void> {
  const sight = await viewerOf(call);
  if (!sight.administration || isOfSomeCalls(sight.view)) throw notShown(sight, what);
}

/** For what only the data protection officer decides. `what` begins the refusal. */
export async function requireOfficer(call: CommandCall, what: string): Promise<void> {
  const sight = await viewerOf(call);
  if (!sight.sees_restricted) throw notShown(sight, what);
}

/** Nothing found would look as if there were no calls. */
function ofNoExtension({ viewer }: Sight): string {
  return `No call is shown to ${viewer}: only calls of own extensions would be, and none stands under users.\n`;
}

function ofNoCostCentre({ viewer }: Sight): string {
  return `No call is shown to ${viewer}: only calls of cost centres would be that the directory does not know.\n`;
}
