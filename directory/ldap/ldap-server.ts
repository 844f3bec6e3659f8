import { connect, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectSecurely, type TLSSocket } from 'node:tls';
import type { Client, ClientOptions, Entry, Filter } from 'ldapts';
import { OperationError } from '../../record/operation-error.ts';
import type { LdapEntry } from './ldap-entry.ts';
import { incompleteAnswer, isMissing, ldapTrouble } from './ldap-trouble.ts';
import type { LdapSettings } from './settings.ts';

type Connection = Pick<
  LdapSettings,
  'url' | 'in_clear' | 'bind_dn' | 'base_dn' | 'page_size' | 'timeout_seconds'
>;

export interface LdapCredentials {
  /** Null where the account has none, because there is no account. */
  readonly password: string | null;
  /** Certificates that are trusted, in place of the public ones. */
  readonly authorities: string | null;
}

export interface LdapQuestion {
  readonly base: string;
  readonly scope: 'base' | 'sub';
  readonly filter: string | Filter;
  readonly attributes: readonly string[];
}

export interface LdapAnswer {
  readonly entries: readonly LdapEntry[];
  /** References to other servers, which are not followed. */
  readonly referrals: number;
}

/**
 * One connection, encrypted and logged in before it is asked anything. The client would connect again by itself where a connection
 * breaks, and then without encryption and account: it gets no second one, so what is broken stays broken.
 */
export class LdapServer {
  readonly #client: Client;
  readonly #settings: Connection;
  readonly #sockets: Socket[];
  readonly #pages: { more: boolean };

  private constructor(client: Client, settings: Connection, sockets: Socket[]) {
    this.#client = client;
    this.#settings = settings;
    this.#sockets = sockets;
    this.#pages = watchPages(client);
  }

  static async open(settings: Connection, credentials: LdapCredentials): Promise<LdapServer> {
    // Most commands need nothing of it.
    const { Client } = await import('ldapts');
    const sockets: Socket[] = [];
    const secure = secureOptions(settings, credentials);
    const client = new Client(clientOptions(settings, secure, sockets));
    const server = new LdapServer(client, settings, sockets);
    try {
      if (settings.url.startsWith('ldap:') && !settings.in_clear)
        await server.#inTime(client.startTLS(secure));
      await server.#inTime(client.bind(settings.bind_dn ?? '', givenPassword(settings, credentials)));
      return server;
    } catch (error) {
      await server.close();
      throw ldapTrouble(settings, error);
    }
  }

  /** All that is there, or an error: never a part of it. */
  async ask(question: LdapQuestion): Promise<LdapAnswer> {
    const { base, scope, attributes } = question;
    const filter =
      typeof question.filter === 'string' ? await parsedFilter(question.filter) : question.filter;
    try {
      this.#pages.more = false;
      const { searchEntries, searchReferences } = await this.#client.search(base, {
        ...{ scope, filter, attributes: [...attributes] },
        explicitBufferAttributes: ['objectGUID', ...attributes.filter((name) => /^objectguid$/i.test(name))],
        ...(scope === 'base' ? {} : { paged: { pageSize: this.#settings.page_size } }),
      });
      if (this.#pages.more) throw incompleteAnswer(this.#settings, 'it stopped before its last page');
      return { entries: searchEntries.map(entryOf), referrals: searchReferences.length };
    } catch (error) {
      throw ldapTrouble(this.#settings, error);
    }
  }

  /** One entry by its name; null where there is none, or none that this account may see. */
  async entry(dn: string, attributes: readonly string[]): Promise<LdapEntry | null> {
    try {
      const found = await this.ask({ base: dn, scope: 'base', filter: '(objectClass=*)', attributes });
      return found.entries[0] ?? null;
    } catch (error) {
      if (error instanceof OperationError && isMissing(error.cause)) return null;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#inTime(this.#client.unbind()).catch(() => {});
    for (const socket of this.#sockets) socket.destroy();
  }

  /** What the client itself waits for without end. */
  async #inTime<Result>(work: Promise<Result>): Promise<Result> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
      reject(new Error('no answer in time'));
    }, this.#settings.timeout_seconds * 1000);
    try {
      return await Promise.race([work, promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

export async function parsedFilter(text: string): Promise<Filter> {
  const { FilterParser } = await import('ldapts');
  try {
    return FilterParser.parseString(text);
  } catch (cause) {
    throw new OperationError('CONFIGURATION_INVALID', `${text} is no filter that LDAP can read.`, {
      hint: 'Write `filter` as (objectClass=person) or (&(…)(…)); in values ( ) * and \\ stand as \\28 \\29 \\2a and \\5c.',
      cause,
    });
  }
}

/** A server takes an account with an empty password for nobody, and says that all is well. */
function givenPassword({ bind_dn }: Connection, { password }: LdapCredentials): string {
  if (bind_dn === null) return '';
  if (password !== null && password !== '') return password;
  throw new OperationError('LOGIN_REFUSED', `The password of ${bind_dn} is empty.`, {
    hint: 'Write it into the file that `password` of this connection names.',
  });
}

function secureOptions({ url }: Connection, { authorities }: LdapCredentials): ConnectionOptions {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    ...(authorities === null ? {} : { ca: authorities }),
    // An address is no name that could be asked for.
    ...{ host, ...(isIP(host) === 0 ? { servername: host } : {}), minVersion: 'TLSv1.2' },
    // Whatever the environment of the process says.
    rejectUnauthorized: true,
  };
}

function clientOptions(
  { url, timeout_seconds }: Connection,
  secure: ConnectionOptions,
  sockets: Socket[],
): ClientOptions {
  const [timeout, connectTimeout] = [timeout_seconds * 1000, timeout_seconds * 1000];
  const only = (): void => {
    if (sockets.length > 0) throw new Error('the connection was lost');
  };
  const plain = (port: number, host: string): Socket => {
    only();
    sockets.push(connect(port, host));
    return sockets[0] as Socket;
  };
  const encrypted = (port: number, host: string, options: ConnectionOptions): TLSSocket => {
    only();
    const socket = connectSecurely(port, host, options);
    sockets.push(socket);
    return socket;
  };
  return url.startsWith('ldaps:')
    ? {
        ...{ url, timeout, connectTimeout, tlsOptions: secure },
        createSecureConnection: encrypted as typeof connectSecurely,
      }
    : { url, timeout, connectTimeout, createConnection: plain as typeof connect };
}

/**
 * A page may be empty and have another behind it (RFC 2696); the client takes it for the last. It tells nobody, so its messages
 * are looked at here.
 */
function watchPages(client: Client): { more: boolean } {
  const pages = { more: false };
  const { messageParser } = client as unknown as {
    messageParser: { on(event: 'message', hear: (message: Message) => void): void };
  };
  messageParser.on('message', ({ controls = [] }) => {
    for (const { value } of controls)
      if (typeof value === 'object' && 'cookie' in value) pages.more = (value.cookie?.length ?? 0) > 0;
  });
  return pages;
}

interface Message {
  readonly controls?: readonly { readonly value?: { readonly cookie?: Uint8Array | null } }[];
}

function entryOf({ dn, ...attributes }: Entry): LdapEntry {
  const values = Object.entries(attributes).map(
    ([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value : [value]] as const,
  );
  return { dn, values: new Map(values) };
}
