import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { CERTIFICATE, CERTIFICATE_KEY } from './certificates.ts';

/** A message that the server took. */
export interface TakenMail {
  readonly to: readonly string[];
  readonly encrypted: boolean;
  readonly text: string;
}

/** What the server does otherwise than a good one. */
export interface ServerWays {
  readonly tls?: 'starttls' | 'implicit' | 'none';
  /** Messages that are put off before the first one is taken. */
  readonly put_off?: number;
  /** Called when a message came whole, before it is answered. */
  readonly came?: (mail: TakenMail) => void;
}

export const USER = 'ledgerline';
export const PASSWORD = 'not a secret';

/** A real mail server on this machine, with the certificate of `localhost`. Nobody is there whose name begins with `nobody`. */
export class MailServer {
  readonly mails: TakenMail[] = [];
  private left: number;
  private readonly server: SMTPServer;

  private constructor({ tls = 'starttls', put_off = 0, came }: ServerWays) {
    this.left = put_off;
    this.server = new SMTPServer({
      ...{ key: CERTIFICATE_KEY, cert: CERTIFICATE, secure: tls === 'implicit' },
      ...(tls === 'none' && { disabledCommands: ['STARTTLS', 'AUTH'], authOptional: true }),
      onAuth: ({ username, password }, _session, done) =>
        username === USER && password === PASSWORD
          ? done(null, { user: USER })
          : done(answer(535, 'no such login')),
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith('nobody') ? done(answer(550, `no mailbox ${address}`)) : done(),
      onData: (stream, session, done) => {
        const pieces: Buffer[] = [];
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        stream.on('end', () => {
          if (this.left > 0) {
            this.left -= 1;
            done(answer(451, 'come again'));
            return;
          }
          const to = session.envelope.rcptTo.map(({ address }) => address);
          const mail = { to, encrypted: session.secure, text: Buffer.concat(pieces).toString('latin1') };
          this.mails.push(mail);
          came?.(mail);
          done();
        });
      },
    });
    // A client that goes away in the middle is what some tests want.
    this.server.on('error', () => {});
  }

  static async open(ways: ServerWays = {}): Promise<MailServer> {
    const opened = new MailServer(ways);
    opened.server.listen(0, '127.0.0.1');
    await once(opened.server.server, 'listening');
    return opened;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }
}

function answer(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

/** What stands in a message as an attachment, by the ending of its name. */
export function attachmentsOf({ text }: TakenMail): Record<string, Buffer> {
  const [, boundary = ''] = /boundary="([^"]+)"/.exec(text) ?? [];
  const parts = text.split(`--${boundary}`).flatMap((part) => {
    const [head = '', ...body] = part.split('\r\n\r\n');
    const [, ending] = /filename="?[^"\r\n]*\.(\w+)"?/.exec(head.replaceAll(/\r\n\s+/g, ' ')) ?? [];
    return ending === undefined ? [] : [[ending, Buffer.from(body.join('\r\n\r\n'), 'base64')] as const];
  });
  return Object.fromEntries(parts);
}
