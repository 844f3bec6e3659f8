import type { DestinationClass, Direction } from '../record/call.ts';
import { meetsConditions } from '../record/call-conditions.ts';
import { numberList } from './number-list.ts';
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
  const isNumber = numberList(rule.numbers);
  const { account_codes } = rule;
  return (call) =>
    meetsConditions(call, call.extensions, rule) &&
    (rule.numbers.length === 0 || [...call.calling, ...call.called, ...call.through].some(isNumber)) &&
    (account_codes.length === 0 || (call.account_code !== null && account_codes.includes(call.account_code)));
}
