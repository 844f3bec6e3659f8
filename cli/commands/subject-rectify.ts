import { LIST_WORDS, nameOf } from '../../directory/entry-changes.ts';
import type { Cells } from '../../directory/import-lists.ts';
import {
  isFactOfCalls,
  planRectification,
  RECTIFIABLE,
  type RectifiableEntry,
  type Rectification,
  rectifiableEntries,
} from '../../directory/plan-rectification.ts';
import type { Directory } from '../../record/directory.ts';
import type { PhoneNumber } from '../../record/number.ts';
import { OperationError } from '../../record/operation-error.ts';
import { visible } from '../../reports/text-table.ts';
import { suggestion } from '../../settings/describe-issues.ts';
import { readDirectory } from '../../store/queries/directory.ts';
import { subjectRequests } from '../../store/queries/subject-requests.ts';
import { LEFT_IN_DIRECTORY } from '../../store/subject-store.ts';
import type { Command, CommandCall } from '../command.ts';
import { CONFIRM_OPTIONS, confirmedPlan, NOT_DONE_EXIT } from '../confirmed-plan.ts';
import { knownSites } from '../known-sites.ts';
import { requireNamelessReason } from '../nameless-reason.ts';
import { numberForms } from '../number-forms.ts';
import { notFound } from '../raw-lines.ts';
import { activeConfiguration } from '../service/judging.ts';
import { isSet, usageError } from '../usage.ts';
import { requireWholeSight } from '../viewer.ts';

const OTHER_WAYS =
  'What is wrong about a person in calls can be taken away or hidden: ./ledgerline subject erase (with --anonymise where costs must stay) and ./ledgerline subject restrict.';

export const subjectRectify: Command = {
  name: 'subject rectify',
  summary:
    'Corrects what the directory says of a person or of a number outside; what telephone systems wrote of calls stays as it is.',
  positionals: 'NUMBER|PERSON',
  options: {
    set: {
      value: 'FIELD=VALUE',
      summary:
        'person (the personnel number), name, email or login of a person, name or organisation of a number; more than once for several; FIELD= takes it away',
      several: true,
    },
    'as-person': { value: null, summary: 'what was typed is of a person, and no number outside' },
    ...CONFIRM_OPTIONS,
  },
  example: './ledgerline subject rectify P1001 --set "name=Anna Example" --yes --reason "request 19 of 2026"',
  writes: true,
  audit: { changes: 'subjects' },
  async run(call) {
    await requireWholeSight(call, 'What is stored of a person is');
    const cells = cellsOf(call.several.set ?? []);
    const numbers = await numbersTyped(call);
    const { entry, plan } = planned(call, readDirectory(call.reading().connection), { numbers, cells });
    if (plan.details.length === 0) {
      await call.out(`${titleOf(entry)}: it is so already. Nothing was changed.\n`);
      return 0;
    }
    const said = [entry.values, cells].flatMap(({ name, email, login }) => [name, email, login]);
    said.push(entry.values.external_id, cells.person);
    await requireNamelessReason(call, {
      subject: { numbers: [...numbers] as PhoneNumber[], extensions: [], names: [] },
      said: [typedIn(call), ...said.filter((one) => typeof one === 'string')],
    });
    const shown = [titleOf(entry), ...plan.details.map((detail) => `  ${visible(detail)}`)].join('\n');
    const otherKey = cells.person === undefined ? '' : OTHER_KEY;
    if ((await confirmedPlan(call, `${shown}\n${otherKey}`)) === null) return NOT_DONE_EXIT;
    const version = await done(call, { numbers, cells });
    await call.out(
      `Version ${version} of the directory. Lists, at their origin too, and backups still have what was there before: a list that is imported again brings it back.\n`,
    );
    for (const id of requestsLeftBy(call, entry.id))
      await call.out(`Request ${id} waits for it: ./ledgerline jobs run subject-requests goes on with it.\n`);
    return 0;
  },
};

const OTHER_KEY = `Lists, LDAP and schedules of reports know a person by their number: one that still has the old number brings somebody else, and with
--complete, or from LDAP, ends this person. Change it there first.
`;

/** Requests to be forgotten that were left open because of a person of the directory. */
function requestsLeftBy(call: CommandCall, entry: number): number[] {
  const isOfEntry = (what: string): boolean =>
    what.startsWith(LEFT_IN_DIRECTORY) && what.endsWith(` ${entry}`);
  return subjectRequests(call.reading().connection)
    .filter(({ state, deferred }) => state !== 'done' && Object.keys(deferred).some(isOfEntry))
    .map(({ id }) => id);
}

interface Wish {
  readonly numbers: readonly number[];
  readonly cells: Cells;
}

async function done(call: CommandCall, wish: Wish): Promise<number> {
  const { store } = await call.writer();
  for (;;) {
    const before = await store.directory();
    const { entry, plan } = planned(call, before, wish);
    call.tell({ object: `directory entry ${entry.id}`, counts: { fields: plan.details.length } });
    if (plan.details.length === 0) return before.version;
    const version = await store.changeDirectory(plan.change({ at: call.now(), by: call.principal }));
    // Somebody else changed it meanwhile, or the person was erased: worked out again, of what stands there now.
    if (version !== null) return version;
  }
}

function planned(
  call: CommandCall,
  directory: Directory,
  { numbers, cells }: Wish,
): { entry: RectifiableEntry; plan: Rectification } {
  const entry = theEntry(directory, typedIn(call), isSet(call, 'as-person') ? null : numbers);
  const fields: readonly string[] = RECTIFIABLE[entry.list];
  const unfit = Object.keys(cells).find((field) => !fields.includes(field));
  if (unfit !== undefined)
    throw usageError(
      `${titleOf(entry)} has no ${unfit}${suggestion(unfit, fields)}`,
      `What can be corrected there: ${fields.join(', ')}. Whose something is, on which days: ./ledgerline directory import.`,
    );
  const plan = planRectification(directory, entry, cells);
  if (typeof plan === 'string') throw usageError(`${titleOf(entry)}: ${plan}.`, 'Nothing was changed.');
  return { entry, plan };
}

/** Never guessed where there are several. */
function theEntry(
  directory: Directory,
  typed: string,
  /** Null: no contact is meant. */
  numbers: readonly number[] | null,
): RectifiableEntry {
  const [entry, ...others] = rectifiableEntries(directory, typed, numbers);
  if (entry === undefined)
    throw notFound(
      `The directory has no person ${numbers === null ? '' : 'and no number '}${typed}.`,
      `./ledgerline directory list people (or contacts) says whom it has. ${OTHER_WAYS}`,
    );
  if (others.length > 0)
    throw new OperationError(
      'SUBJECT_UNCLEAR',
      `${typed} is, in the directory: ${[entry, ...others].map(named).join(', ')}.`,
      { hint: 'Nothing was changed. Name one of them by that, a person with --as-person.' },
    );
  return entry;
}

const named = (entry: RectifiableEntry): string => `${nameOf(entry)} of ${LIST_WORDS[entry.list]}`;

function titleOf(entry: RectifiableEntry): string {
  return visible(`${entry.list === 'people' ? 'Person' : 'Contact'} ${nameOf(entry)}`);
}

const typedIn = ({ positionals: [typed = ''] }: CommandCall): string => typed.trim();

async function numbersTyped(call: CommandCall): Promise<readonly number[]> {
  const inForce = await activeConfiguration(call.reading());
  const typed = typedIn(call);
  return /^\+?[\d\s()./-]+$/.test(typed) ? numberForms(typed, knownSites(call.reading(), inForce)) : [];
}

/** What was set, by field. */
function cellsOf(set: readonly string[]): Cells {
  if (set.length === 0)
    throw usageError('--set is missing.', 'Say what is right, for example --set "name=Anna Example".');
  const cells: Record<string, string> = {};
  for (const text of set) {
    const [, field = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    const name = field.trim().toLowerCase();
    if (name === '')
      throw usageError(
        '--set is no FIELD=VALUE.',
        'Write the field, = and what is right: --set "name=Anna Example".',
      );
    if (isFactOfCalls(name)) throw factOfCall(name);
    if (Object.hasOwn(cells, name)) throw usageError(`${name} is set twice.`, 'Set it once.');
    cells[name] = value.trim();
  }
  return cells;
}

function factOfCall(field: string): OperationError {
  return new OperationError(
    'FACT_OF_CALL',
    `${field} is what telephone systems wrote of calls, and records of calls cannot be modified.`,
    { hint: `Nothing was changed. ${OTHER_WAYS}` },
  );
}
