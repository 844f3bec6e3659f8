import { fetchHostKey } from '../../collector/files/sftp-connection.ts';
import { OperationError } from '../../record/operation-error.ts';
import { suggestion } from '../../settings/describe-issues.ts';
import type { Command } from '../command.ts';
import { activeConfiguration } from '../service/judging.ts';
import { optional, usageError } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

export const sourcesTrust: Command = {
  name: 'sources trust',
  summary:
    'Shows the host key of an SFTP server, and trusts it from now on when its fingerprint is confirmed.',
  positionals: 'NAME',
  options: {
    fingerprint: {
      value: 'SHA256:…',
      summary: 'trust exactly this key (compare it with the server’s administrator)',
    },
    yes: { value: null, summary: 'trust the key the server shows now, without comparing' },
  },
  example:
    './ledgerline sources trust carrier --fingerprint SHA256:2ZcVmXkJm0oXvbwyV7KJ6u8tJvWQbq0nZ4fGDx1t9pE',
  writes: true,
  audit: { changes: 'configuration' },
  async run(call) {
    await requireAdministration(call, 'Keys of sources are');
    const [name = ''] = call.positionals;
    const { sources } = await activeConfiguration(call.reading());
    const entry = Object.hasOwn(sources, name) ? sources[name] : undefined;
    if (entry === undefined) {
      const known = Object.keys(sources);
      throw usageError(
        `There is no configured source ${name}${suggestion(name, known)}`,
        known.length === 0 ? 'No source is configured.' : `Sources: ${known.join(', ')}.`,
      );
    }
    if (entry.kind !== 'sftp')
      throw usageError(`The source ${name} has no host key.`, 'Only sftp sources have one.');
    const { host, port, timeout_seconds } = entry.options as {
      host: string;
      port: number;
      timeout_seconds: number;
    };
    const server = { host, port, timeout_ms: timeout_seconds * 1000 };
    const shown = await fetchHostKey(server, call.signal).catch((error: unknown) => {
      if (!(error instanceof OperationError)) throw error;
      throw new OperationError(error.code, `${host}:${port} shows no host key: ${error.message}`, {
        hint: 'Nothing was trusted. Check address, port and firewall, then run this again.',
        cause: error,
      });
    });
    const writer = await call.writer();
    const trusted = await writer.store.trustedHostKey(name);
    await call.out(`${name} shows the host key   ${shown}\n`);
    if (trusted !== null) await call.out(`trusted until now:     ${trusted}\n`);
    const wanted = optional(call, 'fingerprint') ?? (call.values.yes === true ? shown : null);
    if (wanted === null) {
      await call.out(
        'Nothing was trusted. Compare the key, then run this again with --fingerprint or --yes.\n',
      );
      return trusted === shown ? 0 : 1;
    }
    if (wanted !== shown) {
      await call.out('The server shows another key than the one you gave: nothing was trusted.\n');
      return 1;
    }
    await writer.store.trustHostKey(name, shown);
    await call.out('It is trusted from now on.\n');
    return 0;
  },
};
