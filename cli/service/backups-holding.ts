import { backupsAt, checkTarget } from '../../backup/target-files.ts';
import type { BackupPolicy } from '../../privacy/backup-policy.ts';
import { dayIn, type Retention } from '../../privacy/retention.ts';
import type { HeldInBackups } from '../../record/erasure-certificate.ts';
import { OperationError } from '../../record/operation-error.ts';
import { goneOn } from '../../record/period.ts';
import { requireMounted } from './mounted-target.ts';

/** At which targets an erasure would be noted now, and the backups there that have everybody. */
export async function backupsHolding(
  folder: string,
  { backup, retention }: { readonly backup: BackupPolicy | null; readonly retention: Retention | null },
): Promise<HeldInBackups> {
  const noted: string[] = [];
  const missing: string[] = [];
  const made: number[] = [];
  for (const target of backup?.targets ?? []) {
    try {
      await checkTarget(target, 0);
      await requireMounted(folder, target);
      made.push(...(await backupsAt(target)).map(({ made_at }) => made_at));
      noted.push(target);
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      missing.push(target);
    }
  }
  const newest = made.length === 0 ? null : dayIn(retention?.time_zone ?? 'UTC', Math.max(...made));
  return {
    ...{ noted, missing, backups: made.length },
    gone_by: newest === null ? null : goneOn(backup?.keep.longest, newest),
  };
}
