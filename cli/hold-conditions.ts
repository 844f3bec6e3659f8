import { maskedForms } from '../privacy/masked-forms.ts';
import type { HoldConditions } from '../record/legal-hold.ts';
import { extensionNumber, type PhoneNumber } from '../record/number.ts';
import type { Configuration } from '../settings/configuration.ts';
import type { CommandCall } from './command.ts';
import { numberForms } from './number-forms.ts';
import { givenDay, optional, usageError } from './usage.ts';

export const HOLD_OPTIONS = {
  number: { value: 'NUMBER,…', summary: 'calls from or to these numbers, with + or as a site dials them' },
  name: { value: 'NAME', summary: 'calls of a party of this name, written as records have it' },
  extension: { value: 'EXTENSION,…', summary: 'calls of these extensions' },
  from: { value: 'YYYY-MM-DD', summary: 'first day of the calls (default: from the beginning)' },
  to: { value: 'YYYY-MM-DD', summary: 'last day of the calls (default: without end)' },
} as const;

/** What a hold is to keep, by the options of the command. */
export function holdConditions(call: CommandCall, configuration: Configuration): HoldConditions {
  const [from_day, to_day] = [givenDay(call, 'from'), givenDay(call, 'to')];
  if (from_day !== null && to_day !== null && from_day > to_day)
    throw usageError('--from is later than --to.', 'Give the first day first.');
  const name = optional(call, 'name');
  const extensions = listOf(call, 'extension').map(asExtension);
  const conditions = {
    numbers: [
      ...new Set([
        ...listOf(call, 'number').flatMap((text) => everySpelling(text, configuration)),
        ...extensions,
      ]),
    ],
    extensions,
    names: name === null ? [] : [name],
    from_day,
    to_day,
  };
  const parties = conditions.numbers.length + conditions.names.length;
  if (parties === 0 && from_day === null && to_day === null)
    throw usageError(
      'What the hold is to keep is missing.',
      'Name a --number, a --name, an --extension, or a period with --from and --to.',
    );
  return conditions;
}

function listOf(call: CommandCall, name: string): string[] {
  const texts = (optional(call, name) ?? '').split(',').map((text) => text.trim());
  return texts.filter((text) => text !== '');
}

function asExtension(text: string): PhoneNumber {
  if (!/^\d{1,12}$/.test(text))
    throw usageError(`--extension ${text} is no extension.`, 'Give its digits, such as 204.');
  return extensionNumber(text);
}

/**
 * As it was typed, as the plan of each site reads it, and what any mask makes of these: calls that are masked are
 * kept too, and with them those of numbers that differ in hidden digits only.
 */
function everySpelling(text: string, { sites }: Configuration): PhoneNumber[] {
  if (!/\d/.test(text)) throw usageError(`--number ${text} is no number.`, 'Give it as in +4989231250001.');
  const whole = numberForms(text, sites);
  return [...new Set([...whole, ...whole.flatMap(maskedForms)])];
}
