import { randomUUID } from 'node:crypto';
import type { MadeStatement } from '../../record/statement.ts';
import type { ReportSchedule } from '../../reports/schedule-settings.ts';

/** Each mailbox by itself, so that one that refuses keeps it from no other. */
export function placesOf({ folder, mail }: ReportSchedule, from: string): MadeStatement['dispatches'] {
  const domain = from.split('@')[1] ?? 'ledgerline.invalid';
  return [
    ...(folder === null ? [] : [{ kind: 'folder', address: folder, message_id: null } as const]),
    ...(mail ?? []).map((address) => ({
      ...({ kind: 'mail', address, message_id: `<${randomUUID()}@${domain}>` } as const),
    })),
  ];
}
