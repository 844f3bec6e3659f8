import { createGateway, type Gateway, type GatewayParts } from '../../privacy/gateway.ts';
import type { InstallationKey } from '../../record/mac.ts';
import type { Subject } from '../../record/subject.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { attachmentHands } from './attachment-hands.ts';
import { auditUpkeep } from './audit-upkeep.ts';
import { removeOldLogFiles } from './log-folder.ts';
import { namingHands, sitesIn } from './naming-hands.ts';
import { rawCopyHands } from './raw-copy-hands.ts';
import { sitesBySource } from './sites-by-source.ts';

interface GatewayInParts extends Pick<GatewayParts, 'store' | 'now' | 'inTurn'> {
  readonly key: InstallationKey;
  /** Where the service writes its log; null where it does not. */
  readonly logFolder: string | null;
  readonly reader: Parameters<typeof rawCopyHands>[1];
  readonly blank: () => Promise<void>;
  readonly configuration: () => Promise<Configuration>;
}

/** The gateway of a data folder, with what it takes away outside of the store. */
export function gatewayIn(folder: string, parts: GatewayInParts): Gateway {
  const { reader, blank, configuration, logFolder, ...rest } = parts;
  const audit = auditUpkeep(folder, parts.now);
  // What knows every spelling of a number is loaded where somebody is erased.
  const asked = async (subject: Subject) => {
    const { askedSubject } = await import('./asked-subject.ts');
    return askedSubject(subject, await sitesIn(folder, configuration));
  };
  return createGateway({
    ...rest,
    rawCopies: rawCopyHands(folder, reader, blank),
    attachments: attachmentHands(folder),
    naming: namingHands(folder, configuration),
    sitesOf: async () => sitesBySource(await configuration()),
    expireLogFiles: async (before) => removeOldLogFiles(logFolder, before),
    expireAudit: (before) => audit.expire(before),
    eraseAudit: async (subject) => await audit.erase(parts.key, await asked(subject)),
    countAudit: async (subject, typed) => audit.asked(parts.key, await asked(subject), typed),
  });
}
