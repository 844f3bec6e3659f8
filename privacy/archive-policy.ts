import { z } from 'zod';
import { type AgeEdges, CALL_STEPS, stepOf } from '../record/age-edges.ts';
import { type ArchiveGroup, type ArchivePiece, firstDayOf, monthOf } from '../record/archive.ts';
import { type Day, showDay } from '../record/calendar.ts';
import type { Erasure } from '../record/erasure.ts';
import { holdsDay } from '../record/legal-hold.ts';
import { parsePeriod, reachedOn } from '../record/period.ts';
import { isRecipient } from './backup-policy.ts';
import { edge, type Retention } from './retention.ts';

/** When calls leave the store for encrypted monthly files, where these go, and who can open them. */
export const archiveSchema = z.strictObject({
  after: z
    .string()
    .refine((text) => parsePeriod(text) !== null, 'a period such as 2 years')
    .describe(
      'calls of months that are wholly older go; not before they have taken the steps of the retention',
    ),
  targets: z
    .array(z.string().regex(/^\/./, 'a folder with its whole path, such as /mnt/archive/ledgerline'))
    .min(1)
    .describe('folders, or shares that the system has mounted; each gets every file'),
  recipients: z
    .array(
      z.string().refine(isRecipient, 'a public key of age such as age-keygen prints, beginning with age1'),
    )
    .min(1)
    .describe('public keys of age; the private keys do not belong on this machine'),
});
export type ArchivePolicy = z.output<typeof archiveSchema>;

/**
 * The place of the step that calls have taken when nothing but `gone` is before them: no file can follow a step, so nothing
 * goes into one that would have to.
 */
export function lastSteps(retention: Retention | null): { calls: number; held_calls: number } {
  const of = (steps: Retention['calls'] | undefined): number => {
    if (steps === undefined) return 0;
    if (steps.anonymous !== null) return CALL_STEPS.indexOf('anonymous');
    return steps.masked !== null ? CALL_STEPS.indexOf('masked') : 0;
  };
  return { calls: of(retention?.calls), held_calls: of(retention?.held_calls) };
}

/** What in archives has come to a step that its file cannot follow, and what of it a legal hold may be about. */
export function dueInArchives<Group extends ArchiveGroup>(
  groups: readonly Group[],
  edges: Pick<AgeEdges, 'calls' | 'held_calls' | 'holds'>,
): { due: Group[]; kept: Group[] } {
  const reached = groups.filter(({ day, held, step }) => {
    const demanded = stepOf(day, edges[held === 0 ? 'calls' : 'held_calls']);
    return (demanded === 'gone' ? CALL_STEPS.length : CALL_STEPS.indexOf(demanded)) > step;
  });
  // Whom a call is about cannot be asked without a key: a hold of its day keeps all of the day.
  const isKept = ({ day }: Group): boolean => edges.holds.some((hold) => holdsDay(hold, day));
  return { due: reached.filter((group) => !isKept(group)), kept: reached.filter(isKept) };
}

/** Months that are wholly older than the period lie before this day. */
export function archiveEdge({ after }: ArchivePolicy, today: Day): number {
  return firstDayOf(monthOf(edge(after, today) ?? 0)) ?? 0;
}

/** What archives may still hold of a person, as far as anybody can tell without their key. */
export function heldInArchives(
  pieces: readonly ArchivePiece[],
  { from_day, to_day }: Pick<Erasure, 'from_day' | 'to_day'>,
  retention: Retention | null,
): { months: number; gone_by: string | null } {
  const found = pieces.filter(
    ({ day, calls }) =>
      calls > 0 && (from_day === null || day >= from_day) && (to_day === null || day <= to_day),
  );
  const days = found.map(({ day, held }) => {
    const period = parsePeriod(retention?.[held === 0 ? 'calls' : 'held_calls'].gone ?? '');
    return period === null ? null : reachedOn(period, day as Day);
  });
  const last = days.includes(null) ? null : Math.max(...days.map(Number));
  return {
    months: new Set(found.map(({ month }) => month)).size,
    gone_by: found.length === 0 || last === null ? null : showDay(last),
  };
}
