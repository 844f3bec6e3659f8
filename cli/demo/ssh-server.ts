import { createHash, generateKeyPairSync, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import ssh2 from 'ssh2';
import { serveFolder } from './folder-over-sftp.ts';

/*
 * A small SFTP server over one folder, in a process of its own: the telephone system's side in the demo and in tests.
 * Prints its port and the fingerprint of its host key as one line of JSON, and serves until it is ended.
 */
const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    user: { type: 'string', default: 'cdr' },
    'password-file': { type: 'string' },
    'authorized-key': { type: 'string' },
    'host-key': { type: 'string' },
    port: { type: 'string', default: '0' },
    'until-input-ends': { type: 'boolean', default: false },
  },
});

// Our input is a pipe from the process that started us: it ends with that process, even when it is killed.
if (values['until-input-ends']) process.stdin.on('end', () => process.exit(0)).resume();

const folder = values.folder ?? process.cwd();
const hostKey = readOptional(values['host-key']) ?? newHostKey();
const password = readOptional(values['password-file']);
const authorized = readOptional(values['authorized-key']);

const ssh = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
  client.on('error', () => {});
  client.on('authentication', (login) => {
    if (isAllowed(login)) login.accept();
    else login.reject(['password', 'publickey']);
  });
  client.on('session', (accept) => {
    accept().on('sftp', (acceptSftp) => serveFolder(acceptSftp(), folder));
  });
});

/** Not by ssh2, whose own new keys cannot be read back once in some hundred times. */
function newHostKey(): string {
  return generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
}

function isAllowed(login: ssh2.AuthContext): boolean {
  if (login.username !== values.user) return false;
  if (login.method === 'password') return password !== null && isEqual(login.password, password);
  if (login.method !== 'publickey' || authorized === null) return false;
  const key = ssh2.utils.parseKey(authorized);
  if (key instanceof Error || !key.getPublicSSH().equals(login.key.data)) return false;
  return (
    login.signature === undefined ||
    key.verify(login.blob ?? Buffer.alloc(0), login.signature, login.hashAlgo) === true
  );
}

function isEqual(given: string, wanted: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}

function readOptional(path: string | undefined): string | null {
  return path === undefined ? null : readFileSync(path, 'utf8').trimEnd();
}

function fingerprint(): string {
  const key = ssh2.utils.parseKey(hostKey);
  if (key instanceof Error) throw key;
  return `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
}

// The sockets are ours, because ssh2 leaves Nagle's algorithm on.
const server = createServer({ noDelay: true }, (socket) => ssh.injectSocket(socket));
server.listen(Number(values.port), '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  console.log(JSON.stringify({ port, fingerprint: fingerprint() }));
});
