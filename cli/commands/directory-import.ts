import { type EntryChange, LIST_WORDS } from '../../directory/entry-changes.ts';
import { endsTrouble, planFile } from '../../directory/plan-file.ts';
import type { ImportPlan } from '../../directory/plan-import.ts';
import type { Directory } from '../../record/directory.ts';
import { OperationError } from '../../record/operation-error.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { readDirectory } from '../../store/queries/directory.ts';
import type { Command, CommandCall } from '../command.ts';
import { fileBytes, today } from '../directory-desk.ts';
import { activeConfiguration } from '../service/judging.ts';
import { givenDay, isSet, usageError } from '../usage.ts';
import { requireWholeSight } from '../viewer.ts';

export const directoryImport: Command = {
  name: 'directory import',
  summary:
    'Takes a list into the directory, all of it or nothing; the same file again changes nothing. Its header says which list it is.',
  positionals: 'FILE',
  options: {
    preview: { value: null, summary: 'only say what would change' },
    from: { value: 'YYYY-MM-DD', summary: 'since when it is so, where a line does not say (default: today)' },
    complete: { value: null, summary: 'what is not in the file has ended' },
    confirm: { value: null, summary: 'also where more than a tenth of the entries would end' },
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline directory import extensions.csv --from 2026-01-01 --preview',
  writes: true,
  audit: { changes: 'directory' },
  async run(call) {
    await requireWholeSight(call, 'The directory is');
    const [file] = call.positionals;
    if (file === undefined) throw usageError('FILE is missing.', 'Name the CSV file.');
    const bytes = fileBytes(call, file);
    const plan = await planned(call, file, bytes, readDirectory(call.reading().connection));
    const version = plan.refused.length > 0 || isSet(call, 'preview') ? null : await done(call, file, bytes);
    await call.out(isSet(call, 'json') ? jsonOf(plan, version) : textOf(call, plan, version));
    return plan.refused.length > 0 ? 1 : 0;
  },
};

async function planned(
  call: CommandCall,
  file: string,
  bytes: Uint8Array,
  before: Directory,
): Promise<ImportPlan> {
  const configuration = await activeConfiguration(call.reading());
  const day = today(configuration, call.now());
  const found = planFile(before, bytes, {
    ...{ from_day: givenDay(call, 'from') ?? day, today: day, complete: isSet(call, 'complete') },
    sites: Object.keys(configuration.sites),
  });
  if (found.ok) return found.plan;
  throw new OperationError('DIRECTORY_REFUSED', `${file} is no list of the directory: ${found.reason}.`, {
    hint: 'Nothing was changed. How a list looks: ./ledgerline directory template people',
  });
}

/** Gives the version that stands then; the one there was where nothing changed. */
async function done(call: CommandCall, file: string, bytes: Uint8Array): Promise<number> {
  const { store } = await call.writer();
  for (;;) {
    const before = await store.directory();
    const plan = await planned(call, file, bytes, before);
    if (plan.changes.length === 0) return before.version;
    const trouble = endsTrouble(plan);
    if (trouble !== null && !isSet(call, 'confirm'))
      throw new OperationError('DIRECTORY_SHRINKS', `${file} was not taken in: ${trouble}.`, {
        hint: 'Nothing was changed. See what would end with --preview; if it is meant, run the same with --confirm.',
      });
    const version = await store.changeDirectory(plan.change({ at: call.now(), by: call.principal }));
    // Somebody else changed it meanwhile: worked out again, of what stands there now.
    if (version !== null) return version;
  }
}

function jsonOf({ changes, refused, unchanged }: ImportPlan, version: number | null): string {
  const shown = changes.map(({ key: _, ...change }) => change);
  return `${JSON.stringify({ version, changes: shown, unchanged, refused }, null, 1)}\n`;
}

function textOf(call: CommandCall, plan: ImportPlan, version: number | null): string {
  const { changes, refused, unchanged } = plan;
  const cells = ({ what, list, name, details }: EntryChange): string[] => [
    ...[what, LIST_WORDS[list], name, details.join('; ')],
  ];
  const shown =
    changes.length === 0 || refused.length > 0
      ? ''
      : `${textTable(textColumns(['', 'list', 'entry', 'what']), changes.map(cells))}\n`;
  const lines = refused.map(({ place, reason }) => `${place}: ${reason}\n`).join('');
  if (refused.length > 0)
    return `${lines}\nNothing was changed: ${refused.length} of the lines cannot be taken in.\n`;
  const count = (what: string): string => grouped(changes.filter((change) => change.what === what).length);
  const sums = `${count('added')} added, ${count('changed')} changed, ${count('ended')} ended, ${grouped(unchanged)} unchanged.`;
  const end =
    version === null ? 'Nothing was changed: this is a preview.' : `Version ${version} of the directory.`;
  const trouble = isSet(call, 'preview') ? endsTrouble(plan) : null;
  return `${shown}${sums} ${end}\n${trouble === null ? '' : `It would stop and ask for --confirm: ${trouble}.\n`}`;
}
