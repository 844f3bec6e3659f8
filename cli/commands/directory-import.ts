import { endsTrouble } from '../../directory/ends-trouble.ts';
import { type EntryChange, LIST_WORDS } from '../../directory/entry-changes.ts';
import { type DirectoryDelivery, planDelivery } from '../../directory/plan-delivery.ts';
import type { ImportPlan } from '../../directory/plan-import.ts';
import type { Directory } from '../../record/directory.ts';
import { OperationError } from '../../record/operation-error.ts';
import { grouped, textColumns, textTable, visible } from '../../reports/text-table.ts';
import { readDirectory } from '../../store/queries/directory.ts';
import type { Command, CommandCall } from '../command.ts';
import { fileBytes, today } from '../directory-desk.ts';
import { directoryDelivery } from '../service/directory-delivery.ts';
import { activeConfiguration } from '../service/judging.ts';
import { givenDay, isSet, optional, usageError } from '../usage.ts';
import { requireWholeSight } from '../viewer.ts';

export const directoryImport: Command = {
  name: 'directory import',
  summary:
    'Takes a list, or people from LDAP, into the directory: all of it or nothing; the same again changes nothing. The header of a file says which list it is.',
  positionals: '[FILE]',
  options: {
    ldap: { value: 'NAME', summary: 'in the place of a file: a connection of the configuration' },
    preview: { value: null, summary: 'only say what would change' },
    from: { value: 'YYYY-MM-DD', summary: 'since when it is so, where a line does not say (default: today)' },
    complete: { value: null, summary: 'what is not in it has ended' },
    confirm: { value: null, summary: 'also where a larger share would end than the configuration allows' },
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline directory import extensions.csv --from 2026-01-01 --preview',
  writes: true,
  audit: { changes: 'directory' },
  async run(call) {
    await requireWholeSight(call, 'The directory is');
    const delivery = await givenDelivery(call);
    const made = planned(call, delivery, readDirectory(call.reading().connection));
    const isRefused = made.plan.refused.length > 0;
    const version = isRefused || isSet(call, 'preview') ? null : await done(call, delivery);
    await call.out(
      isSet(call, 'json') ? jsonOf(made, version) : textOf(call, { ...made, delivery }, version),
    );
    return isRefused ? 1 : 0;
  },
};

async function givenDelivery(call: CommandCall): Promise<DirectoryDelivery> {
  const [file] = call.positionals;
  const ldap = optional(call, 'ldap');
  if (file !== undefined && ldap !== null)
    throw usageError('Both FILE and --ldap were given.', 'Give one of them.');
  const configuration = await activeConfiguration(call.reading());
  const complete = isSet(call, 'complete');
  if (ldap !== null)
    return await directoryDelivery(configuration, { file: null, ldap, complete }, call.now());
  if (file === undefined)
    throw usageError('FILE is missing.', 'Name the CSV file, or a connection of LDAP with --ldap.');
  return {
    ...{ name: file, given: { bytes: fileBytes(call, file) }, complete },
    ...{ today: today(configuration, call.now()), sites: Object.keys(configuration.sites) },
    largest_share_percent: configuration.directory.largest_share_percent,
  };
}

interface MadePlan {
  readonly plan: ImportPlan;
  readonly notes: readonly string[];
}

function planned(call: CommandCall, delivery: DirectoryDelivery, before: Directory): MadePlan {
  const found = planDelivery(before, delivery, givenDay(call, 'from') ?? delivery.today);
  if (found.ok) return found;
  throw new OperationError(
    'DIRECTORY_REFUSED',
    `${delivery.name} is no list of the directory: ${found.reason}.`,
    { hint: 'Nothing was changed. How a list looks: ./ledgerline directory template people' },
  );
}

/** Gives the version that stands then; the one there was where nothing changed. */
async function done(call: CommandCall, delivery: DirectoryDelivery): Promise<number> {
  const { store } = await call.writer();
  for (;;) {
    const before = await store.directory();
    const { plan } = planned(call, delivery, before);
    if (plan.changes.length === 0) return before.version;
    const trouble = endsTrouble(plan, delivery.largest_share_percent);
    if (trouble !== null && !isSet(call, 'confirm'))
      throw new OperationError('DIRECTORY_SHRINKS', `${delivery.name} was not taken in: ${trouble}.`, {
        hint: 'Nothing was changed. See what would end with --preview; if it is meant, run the same with --confirm.',
      });
    const version = await store.changeDirectory(plan.change({ at: call.now(), by: call.principal }));
    // Somebody else changed it meanwhile: worked out again, of what stands there now.
    if (version !== null) return version;
  }
}

function jsonOf({ plan, notes }: MadePlan, version: number | null): string {
  const { changes, refused, unchanged } = plan;
  const shown = changes.map(({ key: _, ...change }) => change);
  return `${JSON.stringify({ version, changes: shown, unchanged, refused, notes }, null, 1)}\n`;
}

function textOf(
  call: CommandCall,
  { plan, notes, delivery }: MadePlan & { delivery: DirectoryDelivery },
  version: number | null,
): string {
  const { changes, refused, unchanged } = plan;
  const cells = ({ what, list, name, details }: EntryChange): string[] => [
    ...[what, LIST_WORDS[list], name, details.join('; ')],
  ];
  const shown =
    changes.length === 0 || refused.length > 0
      ? ''
      : `${textTable(textColumns(['', 'list', 'entry', 'what']), changes.map(cells))}\n`;
  const lines = refused.map(({ place, reason }) => `${visible(`${place}: ${reason}`)}\n`).join('');
  const what = 'bytes' in delivery.given ? 'lines' : 'entries';
  if (refused.length > 0)
    return `${lines}\nNothing was changed: ${refused.length} of the ${what} cannot be taken in.\n`;
  const passed = notes.map((note) => `Passed over: ${note}.\n`).join('');
  const count = (what: string): string => grouped(changes.filter((change) => change.what === what).length);
  const sums = `${count('added')} added, ${count('changed')} changed, ${count('ended')} ended, ${grouped(unchanged)} unchanged.`;
  const end =
    version === null ? 'Nothing was changed: this is a preview.' : `Version ${version} of the directory.`;
  const trouble = isSet(call, 'preview') ? endsTrouble(plan, delivery.largest_share_percent) : null;
  return `${shown}${passed}${sums} ${end}\n${trouble === null ? '' : `It would stop and ask for --confirm: ${trouble}.\n`}`;
}
