import { parseDay } from '../record/calendar.ts';
import { OperationError } from '../record/operation-error.ts';
import { suggestion } from '../settings/describe-issues.ts';
import type { Command, CommandCall } from './command.ts';

/** The command was called in a way it does not know. */
export function usageError(message: string, hint: string): OperationError {
  return new OperationError('USAGE', message, { hint });
}

/** The help of one command, with its example. */
export function helpOf(command: Command): string {
  const lines = [
    `./ledgerline ${command.name}${command.positionals === '' ? '' : ` ${command.positionals}`} [options]`,
    '',
    command.summary,
    '',
    'Options:',
  ];
  const options = { ...command.options, ...COMMON_OPTIONS, ...command.options };
  const named = Object.entries(options).map(
    ([name, { value, summary }]) => [`  --${name}${value === null ? '' : ` ${value}`}`, summary] as const,
  );
  const width = Math.max(...named.map(([name]) => name.length));
  for (const [name, summary] of named) lines.push(`${name.padEnd(width + 2)}${summary}`);
  lines.push('', 'Example:', `  ${command.example}`, '');
  return lines.join('\n');
}

/** Options every command has. */
export const COMMON_OPTIONS = {
  data: { value: 'DIR', summary: 'the data folder (default: ./data, or LEDGERLINE_DATA)' },
  help: { value: null, summary: 'this text' },
} as const;

/** The value of an option, or null when it was not given. */
export function optional(call: Pick<CommandCall, 'values'>, name: string): string | null {
  const value = call.values[name];
  return typeof value === 'string' ? value : null;
}

/** What a printed command needs behind it to find the same data folder; empty where that is found by itself. */
export function sameFolder(call: CommandCall): string {
  const given = optional(call, 'data');
  return given === null ? '' : ` --data ${shellWord(given)}`;
}

/** As it must be typed to be one word. */
export function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export function isSet(call: CommandCall, name: string): boolean {
  return call.values[name] === true;
}

/** One of a closed list, or null when not given. */
export function oneOf<Choice extends string>(
  call: Pick<CommandCall, 'values'>,
  name: string,
  choices: readonly Choice[],
): Choice | null {
  const value = optional(call, name);
  if (value === null) return null;
  const choice = choices.find((known) => known === value);
  if (choice === undefined)
    throw usageError(
      `--${name} ${value} is not known${suggestion(value, choices)}`,
      `Allowed: ${choices.join(', ')}.`,
    );
  return choice;
}

/** A day given as an option, in days since 1970; null when it was not. */
export function givenDay(call: CommandCall, name: string): number | null {
  const text = optional(call, name);
  if (text === null) return null;
  const day = parseDay(text);
  if (day === null) throw usageError(`--${name} ${text} is no date.`, 'Write it as YYYY-MM-DD.');
  return day;
}

/** A whole number given as an argument. */
export function wholeNumber(text: string | undefined, name: string): number {
  if (text === undefined) throw usageError(`${name} is missing.`, 'Give it as digits only, such as 15.');
  if (!/^\d{1,16}$/.test(text)) {
    throw usageError(`${name} must be a whole number; ${text} is none.`, 'Give digits only, such as 1412.');
  }
  return Number(text);
}

/** A driver, or a format, that nobody knows. */
export function unknownDriver(name: string, known: readonly string[], more = '.'): OperationError {
  return usageError(
    `There is no driver ${name}${suggestion(name, known)}`,
    `Drivers: ${known.join(', ')}${more}`,
  );
}
