import type { CallReading } from '../record/reading.ts';
import { CARD_DIGITS, CARD_SHOWN, cardNumbersIn } from './card-numbers.ts';
import { exclusionTest, type PolicyCall } from './exclusion.ts';
import { numberList } from './number-list.ts';
import { isHidden } from './places.ts';
import type { PrivacyPolicy } from './policy.ts';
import { privateRules, privateSecrets } from './private-calls.ts';
import { socialSecurityNumbersIn } from './social-security-numbers.ts';
import { type RawLine, type Secret, type WithheldLine, withhold } from './withhold.ts';

/** What becomes of a call before anything of it is written down. */
export type Protected =
  | { readonly kind: 'excluded'; readonly reason: 'policy' | 'unmaskable' }
  /** Nothing in the line has to go, or not any more. */
  | { readonly kind: 'as it is'; readonly private: boolean }
  | { readonly kind: 'withheld'; readonly private: boolean; readonly line: WithheldLine };

/** A policy made ready for the calls of one source. Pure. */
export interface Protection {
  /** False for nearly every call where hardly anything is configured; asked for each, so it is cheap. */
  concerns(reading: CallReading): boolean;
  /** What a rule demands that names one of these spellings of a number, whatever else it demands. */
  names(spellings: () => readonly string[]): 'excluded' | 'private' | null;
  prefixOf(call: PolicyCall, reading: CallReading): string;
  protect(call: PolicyCall, line: RawLine): Protected;
  /** Whether a field of this name is collected. */
  collects(field: string): boolean;
  /** The same reading without what is not collected. */
  collected(reading: CallReading): CallReading;
}

/** `personal` are the keys of `extra` that can hold what somebody dialled or entered. */
export function createProtection(policy: PrivacyPolicy, personal: ReadonlySet<string>): Protection {
  const { not_collected, card_numbers, social_security_numbers } = policy;
  const isExcluded = exclusionTest(policy.exclude ?? []);
  const rules = privateRules(policy.private_calls);
  const excludedNumbers = (policy.exclude ?? []).flatMap(({ numbers }) => numbers);
  const isExcludedNumber = numberList(excludedNumbers);
  const privateNumbers = policy.private_calls?.numbers ?? [];
  const isPrivateNumber = numberList(privateNumbers);
  const everyCall =
    (policy.exclude ?? []).length > 0 ||
    policy.private_calls !== null ||
    not_collected.length > 0 ||
    social_security_numbers.length > 0;
  const digitSecrets = (reading: CallReading): Secret[] =>
    digitTexts(reading, personal).flatMap(([field, text]) => [
      ...(card_numbers
        ? cardNumbersIn(text).map((found) => ({ field, text: found, shown: CARD_SHOWN }))
        : []),
      ...socialSecurityNumbersIn(text, social_security_numbers).map((found) => ({
        field,
        text: found,
        shown: 0,
      })),
    ]);
  return {
    concerns: (reading) => everyCall || (card_numbers && mayHoldCard(reading, personal)),
    names(spellings) {
      // Asked of every further line, and hardly anybody lists numbers.
      if (excludedNumbers.length + privateNumbers.length === 0) return null;
      const spelled = spellings();
      if (spelled.some(isExcludedNumber)) return 'excluded';
      return spelled.some(isPrivateNumber) ? 'private' : null;
    },
    prefixOf: rules.prefixOf,
    collects: (field) => !not_collected.includes(field),
    collected: (reading) => collected(reading, not_collected),
    protect(call, line) {
      const { reading } = line;
      if (isExcluded(call)) return { kind: 'excluded', reason: 'policy' };
      const isPrivate = rules.isPrivate(call, reading);
      const secrets = [
        ...(isPrivate ? privateSecrets(call, reading, rules.prefixOf(call, reading)) : []),
        ...digitSecrets(reading),
        ...uncollectedSecrets(reading, not_collected),
      ].filter(({ text, shown }) => !isHidden(text, shown));
      if (secrets.length === 0) return { kind: 'as it is', private: isPrivate };
      const withheld = withhold(line, secrets);
      if (withheld === null) return { kind: 'excluded', reason: 'unmaskable' };
      return { kind: 'withheld', private: isPrivate, line: withheld };
    },
  };
}

function mayHoldCard({ called, dialled, extra }: CallReading, personal: ReadonlySet<string>): boolean {
  if (called !== null && called.length >= CARD_DIGITS) return true;
  if (dialled !== null && dialled.length >= CARD_DIGITS) return true;
  if (extra === null || personal.size === 0) return false;
  for (const key of personal) {
    const value = extra[key];
    if (typeof value === 'string' && value.length >= CARD_DIGITS) return true;
  }
  return false;
}

/** Whatever somebody dialled or entered. */
function digitTexts(
  { called, dialled, extra }: CallReading,
  personal: ReadonlySet<string>,
): ['called' | 'dialled' | 'extra', string][] {
  const entered = Object.entries(extra ?? {}).flatMap(([key, value]) =>
    personal.has(key) ? [['extra', String(value)] as ['extra', string]] : [],
  );
  return [['called', called ?? ''], ['dialled', dialled ?? ''], ...entered];
}

/** What is not collected must not stand in the raw copy either. A mark of private calls is no text that could go. */
function uncollectedSecrets(reading: CallReading, fields: readonly string[]): Secret[] {
  return fields.flatMap((field): Secret[] => {
    if (field === 'private') return [];
    const [name, key] = field.split('.');
    if (name === 'extra') {
      const values = Object.entries(reading.extra ?? {}).filter(([of]) => key === undefined || of === key);
      return values.map(([, value]) => ({ field: 'extra', text: String(value), shown: 0, derived: true }));
    }
    // Digits that stand in the line once only are collected as those of the called party.
    if (field === 'dialled' && sameDigits(reading.dialled, reading.called)) return [];
    const text = reading[field as 'calling_name' | 'called_name' | 'account_code' | 'dialled'];
    return text === null ? [] : [{ field: field as 'dialled', text, shown: 0 }];
  });
}

function sameDigits(dialled: string | null, called: string | null): boolean {
  return dialled !== null && called !== null && (dialled.endsWith(called) || called.endsWith(dialled));
}

function collected(reading: CallReading, fields: readonly string[]): CallReading {
  if (fields.length === 0) return reading;
  const without: Record<string, unknown> = { ...reading };
  for (const field of fields) if (!field.startsWith('extra')) without[field] = null;
  const extra = Object.entries(reading.extra ?? {}).filter(
    ([key]) => !fields.includes('extra') && !fields.includes(`extra.${key}`),
  );
  return {
    ...(without as unknown as CallReading),
    extra: extra.length === 0 ? null : Object.fromEntries(extra),
  };
}
