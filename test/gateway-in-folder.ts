import { askedSubject } from '../cli/service/asked-subject.ts';
import { attachmentHands } from '../cli/service/attachment-hands.ts';
import { auditUpkeep } from '../cli/service/audit-upkeep.ts';
import { Backups } from '../cli/service/backups.ts';
import { backupsHolding } from '../cli/service/backups-holding.ts';
import { certifierIn } from '../cli/service/certify.ts';
import { NO_CONFIGURATION } from '../cli/service/judging.ts';
import { removeOldLogFiles } from '../cli/service/log-folder.ts';
import { namingHands } from '../cli/service/naming-hands.ts';
import { rawCopyHands } from '../cli/service/raw-copy-hands.ts';
import { subjectSearchIn } from '../cli/service/search-for-subject.ts';
import { Blanker } from '../collector/journal/blanker.ts';
import { ErasingRequests } from '../maintenance/erasing-requests.ts';
import { createLineReader } from '../pipeline-worker.ts';
import { createGateway, type Gateway } from '../privacy/gateway.ts';
import type { InstallationKey } from '../record/mac.ts';
import { openSubject } from '../record/sealed-subject.ts';
import type { Subject } from '../record/subject.ts';
import type { WritingStore } from '../store/store.ts';
import { asteriskSettings, KEY } from './asterisk-lines.ts';

/** Of the sources of tests. */
export const SITES = { pbx: 'berlin' };

/** The gateway of a folder that nobody else writes into, with the real hands for its raw copies. */
export function gatewayOf(
  folder: string,
  store: WritingStore,
  now: () => number,
  logFolder: string | null = null,
): Gateway {
  const reader = createLineReader(folder, KEY);
  const rawCopies = rawCopyHands(folder, reader, () => blankerOf(folder, store, now).finish());
  const naming = namingHands(folder, async () => ({
    sites: { berlin: asteriskSettings().site },
    sources: {},
    attachments: NO_CONFIGURATION.attachments,
  }));
  const attachments = attachmentHands(folder);
  const expireAudit = (before: number) => auditUpkeep(folder, now).expire(before);
  const inTurn = <Result>(work: () => Promise<Result>) => work();
  const audit = auditUpkeep(folder, now);
  const asked = (subject: Subject) => askedSubject(subject, { berlin: asteriskSettings().site });
  const eraseAudit = (subject: Subject) => audit.erase(KEY as InstallationKey, asked(subject));
  const countAudit = async (subject: Subject, typed: string) =>
    audit.asked(KEY as InstallationKey, asked(subject), typed);
  const expireLogFiles = async (before: number) => removeOldLogFiles(logFolder, before);
  const sitesOf = async () => SITES;
  const hands = {
    rawCopies,
    attachments,
    expireAudit,
    eraseAudit,
    countAudit,
    expireLogFiles,
    naming,
    sitesOf,
  };
  return createGateway({ store, key: KEY, now, inTurn, ...hands });
}

export function blankerOf(folder: string, register: WritingStore, now: () => number): Blanker {
  const failed = (_intake: number, error: Error): void => {
    throw error;
  };
  return new Blanker(folder, Buffer.from(KEY) as InstallationKey, { register, now, failed });
}

/** Requests to be forgotten, carried out in a folder that nobody else writes into. */
export function erasingIn(folder: string, store: WritingStore, now: () => number): ErasingRequests {
  const backups = new Backups({ folder, key: KEY, store, now, configuration: async () => NO_CONFIGURATION });
  return new ErasingRequests({
    copiesGone: async () => {},
    ...{ store, now, gateway: gatewayOf(folder, store, now) },
    retention: async () => null,
    program: 'test',
    certify: certifierIn(folder),
    open: (sealed) => openSubject(KEY, sealed),
    search: subjectSearchIn(folder, async () => ({
      attachments: NO_CONFIGURATION.attachments,
      sites: { berlin: asteriskSettings().site },
      sources: {},
    })),
    backups: () => backupsHolding(folder, NO_CONFIGURATION),
    note: (erasure) => backups.appendErasure(erasure),
    readers: () => [],
    endReaders: async () => 0,
    pause: async () => {},
    log: () => {},
  });
}
