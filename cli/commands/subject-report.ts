import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { type AgeLock, encryptAge } from '../../privacy/age-files.ts';
import { showTime } from '../../record/calendar.ts';
import { OperationError } from '../../record/operation-error.ts';
import { SUBJECT_COLUMNS, type SubjectRow } from '../../record/subject-row.ts';
import { CSV } from '../../reports/csv.ts';
import { type SubjectPage, subjectPage } from '../../reports/subject-page.ts';
import { counted, grouped } from '../../reports/text-table.ts';
import { askedPassphrase, KEY_OPTIONS, keysOf } from '../backup-keys.ts';
import type { Command, CommandCall } from '../command.ts';
import { unreadableFile } from '../configuration-files.ts';
import { activeConfiguration } from '../service/judging.ts';
import { subjectRows } from '../subject-rows.ts';
import { optional, usageError } from '../usage.ts';
import { AS_OPTION, requireWholeSight, viewerOf } from '../viewer.ts';
import { countsOf, SUBJECT_OPTIONS, theSubject } from '../wanted-subject.ts';
import { zipStream } from '../zip-stream.ts';

const PAGE = 500;

export const subjectReport: Command = {
  name: 'subject report',
  summary:
    'Everything that is stored about one person, to be handed out: a page to read, JSON and CSV, in one encrypted file.',
  positionals: 'NUMBER|EXTENSION|NAME',
  options: {
    ...SUBJECT_OPTIONS,
    ...AS_OPTION,
    out: { value: 'FILE', summary: 'where it is written, such as report.zip.age (needed)' },
    recipient: { value: 'KEY', summary: 'public key of age that it is encrypted to' },
    'passphrase-file': KEY_OPTIONS['passphrase-file'],
    'ask-passphrase': KEY_OPTIONS['ask-passphrase'],
  },
  example: './ledgerline subject report +4989231250001 --out report.zip.age --ask-passphrase',
  writes: false,
  audit: { reads: 'subjects' },
  secrets: askedPassphrase,
  async run(call) {
    await requireWholeSight(call, 'What is stored of a person is');
    const out = optional(call, 'out');
    if (out === null) throw usageError('--out FILE is missing.', 'For example: --out report.zip.age');
    const path = resolve(call.cwd, out);
    if (existsSync(path)) throw usageError(`${out} is there already.`, 'Name a new file.');
    const lock = lockOf(call);
    await requireKey(lock);
    const wanted = await theSubject(call);
    const { retention } = await activeConfiguration(call.reading());
    const parts = { store: call.reading(), sight: await viewerOf(call), retention };
    const about = {
      ...{ typed: wanted.typed, kind: wanted.kind, made_at: showTime(call.now(), 0) },
      ...{
        stored: countsOf(wanted),
        legal_holds: wanted.found.legal_holds,
        has_retention: retention !== null,
      },
    };
    const entries = entriesOf(about, () => subjectRows(parts, wanted));
    const bytes = await write(path, zipStream(entries, new Date(call.now())), lock, call.signal);
    call.tell({ counts: about.stored });
    await call.out(
      `${out}: ${grouped(bytes)} bytes, with ${counted(wanted.found.calls.length, 'call')}. It opens with age (age-encryption.org); in it report.html is the page to read.\n`,
    );
    return 0;
  },
};

function lockOf(call: CommandCall): AgeLock {
  const recipient = optional(call, 'recipient');
  const { passphrases } = keysOf(call);
  const [passphrase] = passphrases;
  if (passphrases.length + (recipient === null ? 0 : 1) !== 1 || passphrase === '')
    throw usageError(
      'It is encrypted to one key or passphrase.',
      'Give one of --recipient KEY, --passphrase-file FILE and --ask-passphrase.',
    );
  return passphrase === undefined ? { recipients: [recipient ?? ''] } : { passphrase };
}

/** Each file reads the rows anew, so that none is kept. */
function entriesOf(about: SubjectPage, rows: () => AsyncGenerator<SubjectRow>) {
  return [
    { name: 'report.html', bytes: inPieces(subjectPage(about, rows())) },
    { name: 'report.json', bytes: inPieces(jsonOf(about, rows())) },
    { name: 'report.csv', bytes: inPieces(csvOf(rows())) },
  ];
}

async function* jsonOf(about: SubjectPage, rows: AsyncIterable<SubjectRow>): AsyncGenerator<string> {
  let separator = '\n';
  yield `{"about":${JSON.stringify(about)},"rows":[`;
  for await (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ',\n';
  }
  yield '\n]}\n';
}

async function* csvOf(rows: AsyncIterable<SubjectRow>): AsyncGenerator<string> {
  let page: unknown[][] = [[...SUBJECT_COLUMNS]];
  for await (const row of rows) {
    page.push(SUBJECT_COLUMNS.map((name) => row[name]));
    if (page.length < PAGE) continue;
    yield stringify(page, CSV);
    page = [];
  }
  yield stringify(page, CSV);
}

/** Text of a few kilobytes at once: packing has a price for each piece. */
async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let piece = '';
  for await (const text of texts) {
    piece += text;
    if (piece.length < 65_536) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  yield Buffer.from(piece);
}

/** Before anything is read: a key that is none is told at once. */
async function requireKey(lock: AgeLock): Promise<void> {
  if ('passphrase' in lock) return;
  try {
    await encryptAge(webStream([]), lock);
  } catch (cause) {
    throw new OperationError('KEY_WRONG', 'The recipient is no public key of age.', {
      hint: 'Give the key that age-keygen printed: it begins with age1.',
      cause,
    });
  }
}

const webStream = (bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) =>
  Readable.toWeb(Readable.from(bytes)) as ReadableStream<Uint8Array>;

/** Under its name there is all of it or nothing. */
async function write(
  path: string,
  plain: AsyncIterable<Uint8Array>,
  lock: AgeLock,
  signal: AbortSignal,
): Promise<number> {
  const part = `${path}.part`;
  const sealed = await encryptAge(webStream(plain), lock);
  try {
    const file = createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(Readable.fromWeb(sealed as Parameters<typeof Readable.fromWeb>[0]), file, { signal });
    renameSync(part, path);
    return file.bytesWritten;
  } catch (error) {
    rmSync(part, { force: true });
    signal.throwIfAborted();
    if (error instanceof OperationError || !(error instanceof Error && 'syscall' in error)) throw error;
    throw unreadableFile(path, error);
  }
}
