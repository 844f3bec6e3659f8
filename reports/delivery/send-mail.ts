import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { DeliveredFile, DeliveryEnd } from './delivery.ts';

const TIMEOUT_MS = 30_000;

/** The server by which mail is sent, as the configuration has it. */
export interface MailServer {
  readonly host: string;
  readonly port: number | null;
  /** `none`: in the clear. */
  readonly tls: 'starttls' | 'implicit' | 'none';
  readonly user: string | null;
  readonly from: string;
}

/** One message to one mailbox. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same whenever it is sent again. */
  readonly message_id: string;
  readonly files: readonly DeliveredFile[];
}

/** What of the world a server is reached by: secrets are read when they are needed. */
export interface MailSecrets {
  readonly password: string | null;
  /** Certificates (PEM) besides those of the system. */
  readonly ca: string | null;
}

/** Hands a message to the mail server, which has taken it when this ends well; the certificate of the server is checked. */
export async function sendMail(
  { host, port, tls, user, from }: MailServer,
  { password, ca }: MailSecrets,
  mail: Mail,
): Promise<DeliveryEnd> {
  const transport = createTransport({
    host,
    port: port ?? (tls === 'implicit' ? 465 : 587),
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca !== null && { ca }) },
    ...(user !== null && { auth: { user, pass: password ?? '' } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: 2 * TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      ...{ from, to: mail.to, subject: mail.subject, text: mail.text, messageId: mail.message_id },
      headers: { 'Auto-Submitted': 'auto-generated' },
      attachments: mail.files.map(({ name, media_type, bytes }) => ({
        ...{ filename: name, contentType: media_type, content: Readable.from(bytes()) },
      })),
    });
    return { end: 'delivered' };
  } catch (error) {
    return endOf(error);
  } finally {
    transport.close();
  }
}

/** Of nodemailer: no connection came about, nothing more came of it, its certificate or our password is not the right one. */
const NO_SERVER = ['ECONNECTION', 'ESOCKET', 'EDNS', 'ETIMEDOUT', 'ETLS', 'EAUTH'];

/** What a server says of the mailbox or the message for good is not tried again; anything else may be right tomorrow. */
function endOf(error: unknown): DeliveryEnd {
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error ? String(error.code) : error.name;
  const answer = 'responseCode' in error ? Number(error.responseCode) : null;
  const detail = `${code}: ${withoutAddresses(error.message)}`;
  if (NO_SERVER.includes(code)) return { end: 'no server', detail };
  const isFinal = answer !== null && answer >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  return { end: isFinal ? 'refused' : 'failed', detail };
}

function withoutAddresses(text: string): string {
  return text.replaceAll(/[^\s<>"']+@[^\s<>"']+/g, '…').slice(0, 300);
}
