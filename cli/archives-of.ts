import { subjectHashes } from '../record/erasure.ts';
import type { HoldConditions } from '../record/legal-hold.ts';
import { subjectMac } from '../record/mac.ts';
import type { PhoneNumber } from '../record/number.ts';
import { requireInstallationKey } from '../settings/installation-key.ts';
import { type ArchivedMonthCalls, archivedMonths } from '../store/queries/subject-archived.ts';
import type { CommandCall } from './command.ts';

/** In which archives a person, or whom a hold names, has calls, as far as they are a party to them. */
export function archivesOf(call: CommandCall, subject: HoldConditions): ArchivedMonthCalls[] {
  const key = requireInstallationKey(call.folder, 'nobody can tell whose calls stand in archives');
  return archivedMonths(call.reading().connection, subjectHashes(subject, subjectMac(key)), subject);
}

/** Of a number, by every form of it. */
export function archivesOfNumber(call: CommandCall, numbers: readonly PhoneNumber[]): ArchivedMonthCalls[] {
  return archivesOf(call, { numbers, extensions: [], names: [], from_day: null, to_day: null });
}
