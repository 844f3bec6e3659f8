import { OperationError } from '../../record/operation-error.ts';
import type { LdapSettings } from './settings.ts';

/** Result codes of RFC 4511 that a question can be answered with, as people say them. */
const REASONS: Readonly<Record<number, string>> = {
  3: 'it took longer than the server allows',
  4: 'there are more entries than the server gives at once',
  10: 'the entries are on another server, which is not asked',
  11: 'it was more than the server allows this account, or page_size is',
  12: 'the server cannot answer in pages',
  32: 'there is no such entry, or none that this account may see',
  34: 'a distinguished name is not written as one',
  50: 'this account may not',
  51: 'the server is busy',
  52: 'the server is not ready',
  53: 'the server does not want to',
};
const LOGIN_CODES: readonly (number | undefined)[] = [7, 8, 13, 48, 49];
const MISSING = 32;
/** Worth another try without anybody changing anything. */
const PASSING: readonly (number | undefined)[] = [3, 51, 52];

const CERTIFICATE =
  /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CRL_|HOSTNAME_MISMATCH|INVALID_|PATH_LENGTH|ERR_TLS_CERT|ERR_OSSL_|ERR_SSL_)/;

/** What went wrong with a server, in words of ours: its own may name entries. */
export function ldapTrouble(
  settings: Pick<LdapSettings, 'url' | 'in_clear'>,
  error: unknown,
): OperationError {
  if (error instanceof OperationError) return error;
  const { url } = settings;
  const code = codeOf(error);
  if (typeof code === 'string' && CERTIFICATE.test(code))
    return new OperationError(
      'CERTIFICATE_REFUSED',
      `${url} does not show a certificate that counts (${code}).`,
      {
        hint: 'No password was sent. Compare the certificate with `ca_file` and with the host in `url` of this connection.',
        cause: error,
      },
    );
  if (typeof code !== 'number')
    return new OperationError('CONNECTION_FAILED', `${url} cannot be reached, or the connection was lost.`, {
      hint: 'Nothing was taken in. Check host, port and firewall, and whether the server speaks TLS there.',
      retryable: true,
      cause: error,
    });
  if (LOGIN_CODES.includes(code))
    return new OperationError('LOGIN_REFUSED', `${url} refused the account (result code ${code}).`, {
      hint: 'Check `bind_dn` of this connection and the file that `password` names.',
      cause: error,
    });
  return incompleteAnswer(settings, REASONS[code] ?? `result code ${code}`, error);
}

/** Half an answer is none. */
export function incompleteAnswer(
  { url }: Pick<LdapSettings, 'url'>,
  reason: string,
  cause?: unknown,
): OperationError {
  return new OperationError('LDAP_REFUSED', `${url} did not give everything that was asked: ${reason}.`, {
    hint: 'Nothing was taken in. Check base_dn, filter and page_size of this connection, and what its account may read.',
    retryable: PASSING.includes(typeof codeOf(cause) === 'number' ? Number(codeOf(cause)) : undefined),
    cause,
  });
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === MISSING;
}

/** A number of the server's, a text of the connection's. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
