import { monthOf } from '../record/attachment.ts';
import { goneOn } from '../record/period.ts';
import type { AttachmentRemovalStore, RemovedAttachments } from '../store/attachment-store.ts';
import type { UnknownAttachments } from '../store/subject-store.ts';
import type { Going } from './batches.ts';
import { dayIn, edge, type Retention, startOf } from './retention.ts';

/** Attachments of one batch. */
const AT_ONCE = 200;

/** What the gateway does to the files of attachments, by the hands of whoever keeps them. */
export interface AttachmentHands {
  /** Overwrites and removes an encrypted file; nothing happens where it is gone already. */
  destroy(attachment: { readonly file: string; readonly month: string }): Promise<void>;
  /** Months that have a key. */
  months(): Promise<readonly string[]>;
  destroyKey(month: string): Promise<void>;
}

/** The part of the gateway by which attachments of calls go. */
export interface AttachmentRemoval {
  /** Those that have reached their age, and those that waited for their call for too long. */
  expireAttachments(retention: Retention, going: Going): Promise<number>;
  /**
   * Those of calls, or single ones, whatever their age; what legal holds keep stays. Those named by their files went before, and
   * a backup brought them back: of them nothing stays.
   */
  removeAttachments(wish: {
    readonly calls?: readonly number[];
    readonly attachments?: readonly number[];
    readonly files?: readonly string[];
  }): Promise<RemovedAttachments>;
  /** Ends what a killed process had begun. */
  finishAttachments(): Promise<void>;
}

export interface AttachmentParts {
  readonly store: AttachmentRemovalStore;
  readonly now: () => number;
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly hands: AttachmentHands;
}

export function attachmentRemoval({ store, now, inTurn, hands }: AttachmentParts): AttachmentRemoval {
  /** Files first: a month without attachments loses its key, and with it every copy of them that is left anywhere. */
  async function finishAttachments(): Promise<void> {
    for (const given of await store.attachmentsGivenUp()) {
      await hands.destroy(given);
      await store.attachmentDestroyed(given.file);
    }
    // By the key of this month or the last one a file may be on its way that the store does not know yet.
    const past = (await hands.months()).filter((month) => month < monthBefore(now()));
    for (const month of await store.emptyAttachmentMonths(past)) await hands.destroyKey(month);
  }
  return {
    async expireAttachments(retention, { signal, told }) {
      const wish = expiringAttachments(retention, now());
      for (let rows = 0; ; ) {
        signal.throwIfAborted();
        const gone = await inTurn(() => store.giveUpOldAttachments({ ...wish, limit: AT_ONCE }));
        rows += gone;
        told(gone);
        await finishAttachments();
        if (gone < AT_ONCE) return rows;
      }
    },
    async removeAttachments({ calls = [], attachments = [], files = [] }) {
      const today = dayIn('UTC', now());
      const end = await inTurn(() => store.giveUpAttachments({ calls, attachments, files, today }));
      await finishAttachments();
      return end;
    },
    finishAttachments,
  };
}

/** What of attachments is too old now; the same in plan and run. */
export function expiringAttachments(
  { attachments, unmatched_attachments, time_zone }: Retention,
  now: number,
) {
  const today = dayIn(time_zone, now);
  return {
    edge: edge(attachments, today),
    unmatched_before: startOf(edge(unmatched_attachments, today), time_zone),
    today,
  };
}

/** Until when the last of some attachments stays, where a retention is in force. */
export function goneByAge(
  { count, last_day }: UnknownAttachments,
  retention: Retention | null,
): { count: number; gone_by: string | null } {
  return { count, gone_by: last_day === null ? null : goneOn(retention?.attachments, last_day) };
}

function monthBefore(now: number): string {
  const date = new Date(now);
  return monthOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1));
}
