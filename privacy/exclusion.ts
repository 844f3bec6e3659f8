import type { DestinationClass, Direction } from '../record/call.ts';
import { extensionList, numberList } from './number-list.ts';
import type { Exclusion } from './policy.ts';

/** What rules look at. */
export interface PolicyCall {
  readonly direction: Direction;
  readonly destination_class: DestinationClass;
  readonly account_code: string | null;
  /** Every extension that takes part. */
  readonly extensions: readonly string[];
  /** Each party in every spelling there is of it: as sent, and as it is listed. */
  readonly calling: readonly string[];
  readonly called: readonly string[];
  /** By whom and to whom it was sent on, and whose set rang, as sent. */
  readonly through: readonly string[];
}

/** Says whether a call must not be recorded: one rule of which it meets every condition is enough. */
export function exclusionTest(rules: readonly Exclusion[]): (call: PolicyCall) => boolean {
  const tests = rules.map(ruleTest);
  return (call) => tests.some((meets) => meets(call));
}

/** The first rule of which the call meets every condition; null where none says that it must not be recorded. */
export function excludedBy(call: PolicyCall, rules: readonly Exclusion[]): Exclusion | null {
  return rules.find((rule) => ruleTest(rule)(call)) ?? null;
}

function ruleTest(rule: Exclusion): (call: PolicyCall) => boolean {
  const isExtension = extensionList(rule.extensions);
  const isNumber = numberList(rule.numbers);
  const { directions, classes, account_codes } = rule;
  return ({ direction, destination_class, account_code, extensions, calling, called, through }) =>
    (rule.extensions.length === 0 || extensions.some(isExtension)) &&
    (rule.numbers.length === 0 || [...calling, ...called, ...through].some(isNumber)) &&
    (directions.length === 0 || directions.includes(direction)) &&
    (classes.length === 0 || classes.includes(destination_class)) &&
    (account_codes.length === 0 || (account_code !== null && account_codes.includes(account_code)));
}
