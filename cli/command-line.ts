import { parseArgs } from 'node:util';
import type { OperationError } from '../record/operation-error.ts';
import { suggestion } from '../settings/describe-issues.ts';
import type { Command, CommandCall, CommandOption } from './command.ts';
import { COMMANDS } from './commands.ts';
import { COMMON_OPTIONS, usageError } from './usage.ts';

/** The command that was typed and what stands behind it; null where help is asked for. */
export async function findCommand(
  argv: readonly string[],
): Promise<{ command: Command; rest: readonly string[] } | null> {
  for (const words of [3, 2, 1]) {
    const name = argv.slice(0, words).join(' ');
    const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (load !== undefined && argv.length >= words) return { command: await load(), rest: argv.slice(words) };
  }
  const [first, second] = argv;
  if (first === undefined || first === 'help' || first === '--help') return null;
  throw unknownCommand(first, second === undefined || second.startsWith('-') ? null : second);
}

function unknownCommand(first: string, second: string | null): OperationError {
  const names = Object.keys(COMMANDS);
  const group = names.filter((name) => name.startsWith(`${first} `));
  const hint = group.length === 0 ? './ledgerline help lists the commands.' : `One of: ${group.join(', ')}.`;
  if (group.length > 0 && second === null)
    return usageError(`The command ${first} needs a second word.`, hint);
  const both = second === null ? first : `${first} ${second}`;
  const meant = suggestion(both, names);
  // What follows a word that is no command may as well be what the command is about.
  return group.length > 0 || meant !== '.'
    ? usageError(`There is no command ${both}${meant}`, hint)
    : usageError(`There is no command ${first}${suggestion(first, names)}`, hint);
}

/** What was typed behind the name of a command. */
type Typed = Pick<CommandCall, 'values' | 'several' | 'positionals'>;

export function readOptions(command: Command, rest: readonly string[]): Typed {
  const known = { ...command.options, ...COMMON_OPTIONS };
  const options = Object.fromEntries(
    Object.entries<CommandOption>(known).map(([name, { value, several = false }]) => [
      name,
      { type: value === null ? ('boolean' as const) : ('string' as const), multiple: several },
    ]),
  );
  try {
    const parsed = parseArgs({ args: [...rest], options, allowPositionals: true });
    const values: Record<string, string | true> = {};
    const several: Record<string, readonly string[]> = {};
    for (const [name, value] of Object.entries(parsed.values)) {
      if (typeof value === 'string' || value === true) values[name] = value;
      else if (Array.isArray(value)) several[name] = value.map(String);
    }
    return { values, several, positionals: parsed.positionals };
  } catch (error) {
    const help = `./ledgerline ${command.name} --help lists its options.`;
    throw usageError(wrongOption(error instanceof Error ? error : new Error(String(error)), known), help);
  }
}

/** What Node says of an option, in our words. */
function wrongOption({ message }: Error, known: Readonly<Record<string, unknown>>): string {
  const [, option = ''] = /'(-[^\s'=]*)/.exec(message) ?? [];
  const names = Object.keys(known).map((name) => `--${name}`);
  if (!names.includes(option)) return `${option} is not known${suggestion(option, names)}`;
  if (message.includes('does not take an argument')) return `${option} takes no value.`;
  const dash = message.includes('ambiguous') ? ` One that begins with a dash is written ${option}=-….` : '';
  return `${option} needs a value.${dash}`;
}

/** Before anything is opened or made: what a command cannot do anything with. */
export function refuseMisuse(command: Command, { values, several, positionals }: Typed): void {
  const taken = command.positionals.split(' ').filter((name) => name !== '');
  refuseEmpty([
    ...Object.entries(values).map(([name, value]) => [`--${name}`, value] as const),
    ...Object.entries(several).flatMap(([name, given]) =>
      given.map((value) => [`--${name}`, value] as const),
    ),
    ...positionals.map((value, place) => [bare(taken[place] ?? taken.at(-1) ?? ''), value] as const),
  ]);
  refuseSurplus(command, taken, positionals);
  refuseMissing(command, taken.slice(positionals.length));
}

/** `FILE` of `FILE…` */
const bare = (positional: string): string => positional.replace(/[[\]…]/g, '');

/** An empty value is nearly always a variable that was not set, and would mean another folder or other calls. */
function refuseEmpty(given: readonly (readonly [name: string, value: string | true])[]): void {
  const empty = given.find(([, value]) => value === '');
  if (empty === undefined) return;
  throw usageError(
    `${empty[0]} is empty.`,
    'Give it a value or leave it out. Is the variable set that stands there?',
  );
}

/** Somebody who gives more than a command takes means something else than what it would do. */
function refuseSurplus(
  { name, positionals }: Command,
  taken: readonly string[],
  given: readonly string[],
): void {
  const surplus = given[taken.length];
  if (surplus === undefined || positionals.endsWith('…')) return;
  throw usageError(
    `${name} takes ${taken.length === 0 ? 'nothing behind its name' : positionals}; there is ${surplus} too much.`,
    `./ledgerline ${name} --help explains it.`,
  );
}

function refuseMissing({ example }: Command, left: readonly string[]): void {
  const missing = left.filter((name) => !name.startsWith('[')).map(bare);
  if (missing.length === 0) return;
  throw usageError(
    `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
    `For example: ${example}`,
  );
}
