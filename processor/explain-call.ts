import { excludedBy } from '../privacy/exclusion.ts';
import { DEFAULT_PRIVACY } from '../privacy/policy.ts';
import { type PrivateRule, privateRules } from '../privacy/private-calls.ts';
import type { CallReading } from '../record/reading.ts';
import type { Threshold } from '../record/threshold.ts';
import { calledRole, callParties } from './numbering/call-parties.ts';
import { explainParty, explainWay, partySentence } from './numbering/explain-parties.ts';
import { createNumberingPlan } from './numbering/numbering.ts';
import type { ProcessingSettings } from './processing-context.ts';
import { isPrivateByStars, policyCall } from './protect-call.ts';
import { explainTimes } from './times/explain-times.ts';
import { createTimeZone } from './times/time-zone.ts';

/** Why a call is what it is, a sentence each; null where there is nothing to say. */
export interface CallExplained {
  readonly times: string;
  readonly calling: string | null;
  readonly called: string | null;
  readonly direction: string;
  readonly destination_class: string;
  readonly privacy: string | null;
}

/** What made this of a reading, by the settings it was judged by. `lastEnd` is the end of the call before it. */
export function explainCall(
  reading: CallReading,
  { site, privacy = DEFAULT_PRIVACY }: ProcessingSettings,
  lastEnd: number | null,
): CallExplained {
  const plan = createNumberingPlan(site);
  const rules = privateRules(privacy.private_calls);
  const whole = policyCall(reading, callParties(reading, plan));
  const prefix = rules.prefixOf(whole, reading);
  const dialled =
    prefix === '' || reading.called?.startsWith(prefix) !== true
      ? reading
      : { ...reading, called: reading.called.slice(prefix.length) };
  const parties = callParties(dialled, plan);
  const way = explainWay(dialled, parties);
  const calling = dialled.calling === null ? null : explainParty(dialled.calling, 'calling', site);
  const role = calledRole(dialled, parties.calling, plan);
  const called = dialled.called === null ? null : explainParty(dialled.called, role, site);
  const call = policyCall(reading, parties);
  const exclusion = excludedBy(call, privacy.exclude ?? []);
  const rule = rules.ruleOf(call, reading);
  const privateBy = rule !== null ? PRIVATE[rule] : isPrivateByStars(parties) ? WITHHELD : null;
  return {
    times: explainTimes(reading, createTimeZone(site.time_zone), lastEnd),
    calling: calling && partySentence(calling),
    called: called && partySentence(called),
    direction: `${way.direction}: ${way.direction_rule}`,
    destination_class: `${way.destination_class}: ${way.class_rule}`,
    privacy: exclusion !== null ? `excluded by the rule ${exclusion.name}` : privateBy,
  };
}

const PRIVATE: Readonly<Record<PrivateRule, string>> = {
  marked: 'private: the telephone system marks it so',
  account_codes: 'private: its account code is on the list of private ones',
  numbers: 'private: the other party is on the list of private numbers',
  prefixes: 'private: it was dialled with a prefix of private calls',
};
const WITHHELD = 'private: the number of the other party was withheld when it was first read';

/** The conditions of a threshold as a sentence. */
export function thresholdSentence(threshold: Threshold): string {
  const { shorter_than_seconds: seconds, answered, directions, classes, extensions, trunks } = threshold;
  const conditions = [
    seconds === null ? '' : `shorter than ${seconds} s`,
    answered === null ? '' : answered ? 'answered' : 'not answered',
    listed('direction', directions),
    listed('class', classes),
    listed('extension', extensions),
    listed('trunk', trunks),
  ].filter((condition) => condition !== '');
  return `${threshold.name}: ${conditions.length === 0 ? 'any call' : conditions.join(', ')}`;
}

function listed(what: string, values: readonly string[]): string {
  return values.length === 0 ? '' : `${what} ${values.join(' or ')}`;
}
