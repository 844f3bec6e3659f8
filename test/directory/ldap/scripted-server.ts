import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { BerReader, BerWriter } from 'ldapts';

const [BIND, SEARCH, UNBIND] = [0x60, 0x63, 0x42];
const PAGED_RESULTS = '1.2.840.113556.1.4.319';

export interface ScriptedEntry {
  readonly dn: string;
  readonly attributes: Readonly<Record<string, readonly (string | Buffer)[]>>;
}

export interface ScriptedAnswer {
  readonly entries: readonly ScriptedEntry[];
  /** Says that another page follows. */
  readonly more?: boolean;
  /** Ends the connection behind it. */
  readonly last?: boolean;
}

/** What no server of Debian does: answers as it is told to, by the base of a question and all of its bytes as text. */
export class ScriptedServer {
  readonly #server: Server;
  connections = 0;

  private constructor(answer: (base: string, question: string) => ScriptedAnswer) {
    this.#server = createServer((socket) => {
      this.connections += 1;
      socket.on('data', (bytes: Buffer) => reply(socket, bytes, answer));
    });
  }

  static async start(answer: (base: string, question: string) => ScriptedAnswer): Promise<ScriptedServer> {
    const scripted = new ScriptedServer(answer);
    scripted.#server.listen(0, '127.0.0.1');
    await once(scripted.#server, 'listening');
    return scripted;
  }

  get url(): string {
    return `ldap://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
  }
}

/** The client asks one question after the other, so what comes at once is one of them. */
function reply(
  socket: Socket,
  bytes: Buffer,
  answer: (base: string, question: string) => ScriptedAnswer,
): void {
  const reader = new BerReader(bytes);
  reader.readSequence();
  const id = reader.readInt() ?? 0;
  const operation = reader.peek();
  if (operation === UNBIND) socket.end();
  if (operation === BIND) socket.write(message(id, 0x61, result));
  if (operation !== SEARCH) return;
  reader.readSequence(SEARCH);
  const { entries, more = false, last = false } = answer(reader.readString() ?? '', bytes.toString('latin1'));
  for (const entry of entries) socket.write(message(id, 0x64, (writer) => writeEntry(writer, entry)));
  socket.write(message(id, 0x65, result, more));
  if (last) socket.end();
}

function message(id: number, operation: number, write: (writer: BerWriter) => void, more = false): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(operation);
  write(writer);
  writer.endSequence();
  if (more) writeCookie(writer);
  writer.endSequence();
  return writer.buffer;
}

function result(writer: BerWriter): void {
  writer.writeEnumeration(0);
  writer.writeString('');
  writer.writeString('');
}

function writeEntry(writer: BerWriter, { dn, attributes }: ScriptedEntry): void {
  writer.writeString(dn);
  writer.startSequence();
  for (const [name, values] of Object.entries(attributes)) {
    writer.startSequence();
    writer.writeString(name);
    writer.startSequence(0x31);
    for (const value of values)
      writer.writeBuffer(typeof value === 'string' ? Buffer.from(value) : value, 0x04);
    writer.endSequence();
    writer.endSequence();
  }
  writer.endSequence();
}

function writeCookie(writer: BerWriter): void {
  const value = new BerWriter();
  value.startSequence();
  value.writeInt(0);
  value.writeString('cookie');
  value.endSequence();
  writer.startSequence(0xa0);
  writer.startSequence();
  writer.writeString(PAGED_RESULTS);
  writer.writeBuffer(value.buffer, 0x04);
  writer.endSequence();
  writer.endSequence();
}
