import { attachmentHands } from '../cli/service/attachment-hands.ts';
import { auditUpkeep } from '../cli/service/audit-upkeep.ts';
import { rawCopyHands } from '../cli/service/raw-copy-hands.ts';
import { Blanker } from '../collector/journal/blanker.ts';
import { createLineReader } from '../pipeline-worker.ts';
import { createGateway, type Gateway } from '../privacy/gateway.ts';
import type { InstallationKey } from '../record/mac.ts';
import type { WritingStore } from '../store/store.ts';
import { KEY } from './asterisk-lines.ts';

/** The gateway of a folder that nobody else writes into, with the real hands for its raw copies. */
export function gatewayOf(folder: string, store: WritingStore, now: () => number): Gateway {
  const reader = createLineReader(folder, KEY);
  const rawCopies = rawCopyHands(folder, reader, () => blankerOf(folder, store, now).finish());
  return createGateway({
    store,
    key: KEY,
    now,
    inTurn: (work) => work(),
    rawCopies,
    attachments: attachmentHands(folder),
    expireAudit: (before) => auditUpkeep(folder, now).expire(before),
  });
}

export function blankerOf(folder: string, register: WritingStore, now: () => number): Blanker {
  const failed = (_intake: number, error: Error): void => {
    throw error;
  };
  return new Blanker(folder, Buffer.from(KEY) as InstallationKey, { register, now, failed });
}
