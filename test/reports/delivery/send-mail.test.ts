import { afterEach, expect, test } from 'vitest';
import type { DeliveryEnd } from '../../../reports/delivery/delivery.ts';
import { type MailServer as Server, sendMail } from '../../../reports/delivery/send-mail.ts';
import { AUTHORITY } from './certificates.ts';
import { attachmentsOf, MailServer, PASSWORD, type ServerWays, USER } from './mail-server.ts';

const opened: MailServer[] = [];

afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

async function opening(ways: ServerWays = {}): Promise<MailServer> {
  const server = await MailServer.open(ways);
  opened.push(server);
  return server;
}

const STATEMENT = Buffer.from('a statement with an ä, and bytes \0\u0001');

function send(
  { port }: MailServer,
  {
    to = 'anna@example.org',
    ca = AUTHORITY,
    password = PASSWORD,
    ...server
  }: Partial<Server> & { to?: string; ca?: string | null; password?: string } = {},
): Promise<DeliveryEnd> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield STATEMENT;
  }
  return sendMail(
    { host: 'localhost', port, tls: 'starttls', user: USER, from: 'ledgerline@example.org', ...server },
    { password, ca },
    {
      ...{ to, subject: 'charge-back', text: 'The report.', message_id: '<one@example.org>' },
      files: [{ name: 'october.pdf', media_type: 'application/pdf', bytes }],
    },
  );
}

test.each(['starttls', 'implicit'] as const)(
  'a message is delivered whole over an encrypted connection: %s',
  async (tls) => {
    const server = await opening({ tls });
    expect(await send(server, { tls })).toEqual({ end: 'delivered' });
    const [mail] = server.mails;
    expect(mail).toMatchObject({ to: ['anna@example.org'], encrypted: true });
    expect(mail?.text).toContain('Message-ID: <one@example.org>');
    expect(mail === undefined ? null : attachmentsOf(mail).pdf).toEqual(STATEMENT);
  },
);

test('nothing is sent in the clear, unless the configuration says so', async () => {
  const server = await opening({ tls: 'none' });
  expect(await send(server)).toMatchObject({ end: 'no server' });
  expect(server.mails).toEqual([]);
  expect(await send(server, { tls: 'none', user: null })).toEqual({ end: 'delivered' });
  expect(server.mails).toMatchObject([{ encrypted: false }]);
});

test('a certificate that nobody known signed, or that is for another name, is refused before a password is sent', async () => {
  const server = await opening();
  expect(await send(server, { ca: null })).toMatchObject({
    end: 'no server',
    detail: expect.stringMatching(/certificate/),
  });
  expect(await send(server, { host: '127.0.0.1' })).toMatchObject({ end: 'no server' });
  expect(server.mails).toEqual([]);
});

test('a wrong password, and a server that puts the message off or is not there, are tried again', async () => {
  const server = await opening({ put_off: 1 });
  expect(await send(server, { password: 'wrong' })).toMatchObject({
    end: 'no server',
    detail: expect.stringMatching(/^EAUTH: /),
  });
  expect(await send(server)).toMatchObject({
    end: 'failed',
    detail: expect.stringMatching(/^EMESSAGE: .*451 come again/),
  });
  expect(await send(server)).toEqual({ end: 'delivered' });
  const closed = await MailServer.open();
  const { port } = closed;
  await closed.close();
  expect(await send(server, { port })).toMatchObject({
    end: 'no server',
    detail: expect.stringMatching(/^ESOCKET: /),
  });
});

test('a mailbox that is not there is not tried again, and what is said of it has no address', async () => {
  const server = await opening();
  const end = await send(server, { to: 'nobody@example.org' });
  expect(end).toMatchObject({
    end: 'refused',
    detail: expect.stringMatching(/^EENVELOPE: .*550 no mailbox …/),
  });
  expect(JSON.stringify(end)).not.toContain('example.org');
});
