import { stringify } from 'csv-stringify/sync';
import { attachmentPath } from '../../record/attachment.ts';
import { showTime } from '../../record/calendar.ts';
import { SUBJECT_COLUMNS, type SubjectRow } from '../../record/subject-row.ts';
import { CSV } from '../../reports/csv.ts';
import { type SubjectPage, subjectPage } from '../../reports/subject-page.ts';
import { counted, grouped } from '../../reports/text-table.ts';
import { inPieces, type ZipEntry, zipStream } from '../../reports/zip-stream.ts';
import { attachmentsHandedOut, pathOf } from '../attachment-rows.ts';
import { askedPassphrase } from '../backup-keys.ts';
import type { Command } from '../command.ts';
import { encryptedFile, LOCK_OPTIONS, writeEncrypted } from '../encrypted-file.ts';
import { attachmentOpener } from '../service/attachment-keys.ts';
import { activeConfiguration } from '../service/judging.ts';
import { type RowsOf, subjectRows } from '../subject-rows.ts';
import { AS_OPTION, requireWholeSight, viewerOf } from '../viewer.ts';
import { countsOf, SUBJECT_OPTIONS, theSubject, type WantedSubject } from '../wanted-subject.ts';

const PAGE = 500;

export const subjectReport: Command = {
  name: 'subject report',
  summary:
    'Everything that is stored about one person, to be handed out: a page to read, JSON and CSV, in one encrypted file.',
  positionals: 'NUMBER|EXTENSION|PERSON|NAME',
  options: {
    ...SUBJECT_OPTIONS,
    ...AS_OPTION,
    out: { value: 'FILE', summary: 'where it is written, such as report.zip.age (needed)' },
    ...LOCK_OPTIONS,
  },
  example: './ledgerline subject report +4989231250001 --out report.zip.age --ask-passphrase',
  writes: false,
  audit: { reads: 'subjects' },
  secrets: askedPassphrase,
  async run(call) {
    await requireWholeSight(call, 'What is stored of a person is');
    const file = await encryptedFile(call, 'report.zip.age');
    const wanted = await theSubject(call, 'everything');
    const { retention, attachments } = await activeConfiguration(call.reading());
    const parts = { store: call.reading(), sight: await viewerOf(call), retention };
    const about = {
      ...{ typed: wanted.typed, kind: wanted.kind, made_at: showTime(call.now(), 0) },
      ...{
        stored: countsOf(wanted),
        calls_of_others: wanted.found.others.size,
        unreadable_raw_copies: wanted.damaged ?? 0,
        legal_holds: wanted.found.legal_holds,
        has_retention: retention !== null,
      },
    };
    const files = filesOf(parts, wanted, (month, file) =>
      attachmentOpener(call.folder, attachments)(attachmentPath({ month, file })),
    );
    const entries = [...entriesOf(about, () => subjectRows(parts, wanted)), ...files];
    const bytes = await writeEncrypted(file, zipStream(entries, new Date(call.now())), call.signal);
    call.tell({ counts: about.stored });
    await call.out(
      `${file.out}: ${grouped(bytes)} bytes, with ${counted(wanted.found.calls.length, 'call')}${files.length === 0 ? '' : ` and ${counted(files.length, 'attachment')}`}. It opens with age (age-encryption.org); in it report.html is the page to read.\n`,
    );
    return 0;
  },
};

/** Each file reads the rows anew, so that none is kept. */
function entriesOf(about: SubjectPage, rows: () => AsyncGenerator<SubjectRow>) {
  return [
    { name: 'report.html', bytes: inPieces(subjectPage(about, rows())) },
    { name: 'report.json', bytes: inPieces(jsonOf(about, rows())) },
    { name: 'report.csv', bytes: inPieces(csvOf(rows())) },
  ];
}

/** Recordings and transcripts themselves, where whoever asks may listen to them. */
function filesOf(
  { store, sight }: RowsOf,
  wanted: WantedSubject,
  open: (month: string, file: string) => AsyncIterable<Uint8Array> | null,
): ZipEntry[] {
  return attachmentsHandedOut({ store, sight }, wanted).flatMap((attachment) => {
    const bytes = attachment.file === null ? null : open(attachment.month, attachment.file);
    return bytes === null ? [] : [{ name: pathOf(attachment), bytes }];
  });
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
