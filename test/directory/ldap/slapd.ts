import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../free-port.ts';
import { PLACE } from '../../test-folder.ts';

const SLAPD = '/usr/sbin/slapd';
/** A real server of Debian (package slapd), with openssl for its certificates. */
export const hasSlapd = existsSync(SLAPD) && existsSync('/usr/bin/openssl');

export const BASE = 'dc=example,dc=org';
export const ACCOUNT = `cn=ledgerline,${BASE}`;
const PASSWORD = 'correct horse';

/** An OpenLDAP server with a certificate of an authority of its own; the account may be given 500 entries at once, and no more. */
export class Slapd {
  readonly #place = mkdtempSync(join(PLACE, 'slapd-'));
  #server: ChildProcess | null = null;
  readonly plain: number;
  readonly secure: number;

  private constructor(plain: number, secure: number) {
    this.plain = plain;
    this.secure = secure;
  }

  /** `ldif` is what it holds besides the root, the account, `ou=people` and `ou=groups`. */
  static async start(ldif: string): Promise<Slapd> {
    const slapd = new Slapd(await freePort(), await freePort());
    slapd.#certificates();
    slapd.#configure();
    slapd.#load(ldif);
    await slapd.go();
    return slapd;
  }

  path(name: string): string {
    return join(this.#place, name);
  }

  /** Where the authority's certificate stands, and that of one that signed nothing here. */
  get authority(): string {
    return this.path('authority.pem');
  }

  get otherAuthority(): string {
    return this.path('other.pem');
  }

  get password(): string {
    return `file:${this.path('password')}`;
  }

  async go(): Promise<void> {
    const urls = `ldap://127.0.0.1:${this.plain}/ ldaps://127.0.0.1:${this.secure}/`;
    this.#server = spawn(SLAPD, ['-f', this.path('slapd.conf'), '-h', urls, '-d', '0'], { stdio: 'ignore' });
    for (let tries = 0; ; tries += 1) {
      const socket = connect(this.plain, '127.0.0.1');
      try {
        await once(socket, 'connect');
        return;
      } catch (error) {
        if (tries > 400) throw error;
        await setTimeout(25);
      } finally {
        socket.destroy();
      }
    }
  }

  async halt(): Promise<void> {
    const ended = this.#server === null ? null : once(this.#server, 'exit');
    this.#server?.kill('SIGTERM');
    await ended;
    this.#server = null;
  }

  /** Changes what it holds, as LDIF says. */
  change(ldif: string): void {
    const [url, account] = [`ldap://127.0.0.1:${this.plain}`, `cn=root,${BASE}`];
    execFileSync('ldapmodify', ['-x', '-H', url, '-D', account, '-w', 'root'], {
      input: ldif,
      stdio: 'pipe',
    });
  }

  async remove(): Promise<void> {
    await this.halt();
    rmSync(this.#place, { recursive: true, force: true });
  }

  #certificates(): void {
    const openssl = (...argv: string[]): void => {
      execFileSync('openssl', argv, { cwd: this.#place, stdio: 'ignore' });
    };
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    for (const name of ['authority', 'other'])
      openssl(
        ...['req', '-x509', ...key, '-keyout', `${name}.key`, '-out', `${name}.pem`],
        ...['-subj', `/CN=Test ${name}`],
      );
    openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=ldap.example.org');
    writeFileSync(this.path('names'), 'subjectAltName=IP:127.0.0.1\n');
    openssl(
      ...['x509', '-req', '-in', 'server.csr', '-CA', 'authority.pem', '-CAkey', 'authority.key'],
      ...['-CAcreateserial', '-days', '2', '-extfile', 'names', '-out', 'server.pem'],
    );
  }

  #configure(): void {
    mkdirSync(this.path('database'));
    writeFileSync(this.path('password'), `${PASSWORD}\n`, { mode: 0o600 });
    writeFileSync(
      this.path('slapd.conf'),
      ['core', 'cosine', 'inetorgperson']
        .map((name) => `include /etc/ldap/schema/${name}.schema\n`)
        .join('') +
        `
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCACertificateFile ${this.authority}
TLSCertificateFile ${this.path('server.pem')}
TLSCertificateKeyFile ${this.path('server.key')}
database mdb
maxsize 67108864
suffix "${BASE}"
rootdn "cn=root,${BASE}"
rootpw root
directory ${this.path('database')}
limits dn.exact="${ACCOUNT}" size.soft=500 size.hard=500 size.pr=500 size.prtotal=unlimited
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="ou=secret,${BASE}" by * none
access to * by dn.exact="${ACCOUNT}" read by * none
`,
    );
  }

  #load(ldif: string): void {
    writeFileSync(
      this.path('tree.ldif'),
      `dn: ${BASE}
objectClass: dcObject
objectClass: organization
o: Example
dc: example

dn: ${ACCOUNT}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: ledgerline
userPassword: ${readFileSync(this.path('password'), 'utf8').trim()}

dn: ou=people,${BASE}
objectClass: organizationalUnit
ou: people

dn: ou=groups,${BASE}
objectClass: organizationalUnit
ou: groups

${ldif}`,
    );
    execFileSync('/usr/sbin/slapadd', ['-q', '-f', this.path('slapd.conf'), '-l', this.path('tree.ldif')], {
      stdio: 'pipe',
    });
  }
}

/** An entry of a person as LDIF; a text that is not plain stands in base64. */
export function personLdif(
  dn: string,
  attributes: Readonly<Record<string, string | readonly string[]>>,
): string {
  const line = (name: string, value: string): string =>
    `${name}:: ${Buffer.from(value).toString('base64')}\n`;
  const lines = Object.entries({ objectClass: 'inetOrgPerson', sn: 'Someone', ...attributes }).flatMap(
    ([name, values]) => [values].flat().map((value) => line(name, value)),
  );
  return `${line('dn', dn)}${lines.join('')}\n`;
}
