import type { CallReading } from '../record/reading.ts';
import type { PolicyCall } from './exclusion.ts';
import { numberList } from './number-list.ts';
import type { PrivateCalls } from './policy.ts';
import type { Secret, SecretField } from './withhold.ts';

export type PrivateRule = 'marked' | 'account_codes' | 'numbers' | 'prefixes';

export interface PrivateRules {
  /** The prefix by which the call was dialled as a private one; empty for every other. */
  prefixOf(call: PolicyCall, reading: CallReading): string;
  isPrivate(call: PolicyCall, reading: CallReading): boolean;
  /** Which of the rules makes the call private; null where it is not. */
  ruleOf(call: PolicyCall, reading: CallReading): PrivateRule | null;
}

export function privateRules(policy: PrivateCalls | null): PrivateRules {
  if (policy === null) return { prefixOf: () => '', isPrivate: () => false, ruleOf: () => null };
  const isNumber = numberList(policy.numbers);
  const prefixes = [...policy.prefixes].sort((a, b) => b.length - a.length);
  const prefixOf = ({ direction }: PolicyCall, reading: CallReading): string => {
    const dialled = reading.dialled ?? reading.called;
    if (direction !== 'outgoing' || dialled === null) return '';
    return prefixes.find((prefix) => dialled.startsWith(prefix)) ?? '';
  };
  const ruleOf = (call: PolicyCall, reading: CallReading): PrivateRule | null => {
    const { account_code, destination_class } = call;
    // A code of the telephone system is nobody's number.
    if (destination_class === 'feature') return null;
    if (policy.marked && reading.private === true) return 'marked';
    if (account_code !== null && policy.account_codes.includes(account_code)) return 'account_codes';
    if (otherParty(call).some((side) => call[side].some(isNumber))) return 'numbers';
    return prefixOf(call, reading) === '' ? null : 'prefixes';
  };
  return { prefixOf, ruleOf, isPrivate: (call, reading) => ruleOf(call, reading) !== null };
}

const FIELDS_OF: Readonly<Record<'calling' | 'called', readonly Exclude<SecretField, 'extra'>[]>> = {
  calling: ['calling', 'calling_extension', 'calling_name'],
  called: ['called', 'dialled', 'called_extension', 'called_name'],
};

/** Whoever is not of the house; of an internal call whoever was called. */
function otherParty({ direction }: PolicyCall): readonly ('calling' | 'called')[] {
  if (direction === 'incoming') return ['calling'];
  return direction === 'transit' ? ['calling', 'called'] : ['called'];
}

/** What of a private call must go. The prefix stays: it is how the line is known as private when it is read again. */
export function privateSecrets(call: PolicyCall, reading: CallReading, prefix: string): Secret[] {
  return otherParty(call)
    .flatMap((side) => FIELDS_OF[side])
    .flatMap((field): Secret[] => {
      const text = reading[field];
      if (text === null) return [];
      return [{ field, text, shown: prefix !== '' && text.startsWith(prefix) ? prefix.length : 0 }];
    });
}
