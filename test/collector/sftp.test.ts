import { rm } from 'node:fs/promises';
import { describe } from 'vitest';
import { sftp } from '../../collector/sources/sftp.ts';
import { dropFolder, QUICK } from './drop-folder.ts';
import { describeSource, type OtherSide } from './source-contract.ts';
import { demoServer, hasSshd, openSshServer, type SshServer } from './ssh-servers.ts';
import type { Workbench } from './workbench.ts';

/** A telephone system that has its files on an SFTP server. */
async function otherSide(
  bench: Workbench,
  serve: () => Promise<SshServer>,
  settings: (server: SshServer) => Record<string, unknown>,
): Promise<OtherSide> {
  const { folder, drop } = await dropFolder();
  const server = await serve();
  await bench.store.trustHostKey('pbx', server.fingerprint);
  const { port, user } = server;
  return {
    settings: { host: '127.0.0.1', port, user, folder: server.folder(folder), ...QUICK, ...settings(server) },
    deliver: drop,
    goAway: () => server.stop(),
    comeBack: () => server.start(),
    async close() {
      await server.release();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe('sftp with a password, files deleted afterwards', () => {
  describeSource(
    sftp,
    (bench) => otherSide(bench, demoServer, ({ password }) => ({ password, afterwards: 'delete' })),
    { keepsUntilTaken: true },
  );
});

describe('sftp with a key, files left where they are', () => {
  describeSource(sftp, (bench) => otherSide(bench, demoServer, ({ private_key }) => ({ private_key })), {
    keepsUntilTaken: true,
  });
});

describe.skipIf(!hasSshd)('sftp with OpenSSH (needs /usr/sbin/sshd), files moved afterwards', () => {
  describeSource(
    sftp,
    (bench) => otherSide(bench, openSshServer, ({ private_key }) => ({ private_key, afterwards: 'move' })),
    { keepsUntilTaken: true },
  );
});
