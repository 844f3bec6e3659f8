import { expect, test } from 'vitest';
import { callsOf, methodsOf, takingStatements } from './deletions.ts';
import { readText, sourceFile, sourceFiles } from './repository.ts';

// What takes something away for good stands in store/deletion/, and only the gateway asks for it.
const files = sourceFiles().filter(({ path }) => !/^(?:test|bench)\//.test(path));

/** Statements that take something out of the store elsewhere, and why age and legal holds have no part in them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'store/attachments.ts: delete refused_attachment':
    'a file that was taken after all, or is not there any more',
  'store/attachments.ts: empty attachment': 'by what its call was to be found, once it was',
  'store/archive/archive-register.ts: delete archive_file': 'the file is not at its target any more',
  'store/archive/archive-register.ts: delete archive_piece': 'a piece in which no call stands any more',
  'store/archive/archive-register.ts: delete archive_return': 'the time of a month that was back is over',
  'store/backup-register.ts: delete backup': 'a backup whose file was removed at its target',
  'store/blank-register.ts: delete to_blank': 'a place that was overwritten is struck from the list',
  'store/blank-register.ts: delete raw_frame': 'the copy stands plain again, so it has no frames',
  'store/call-completer.ts: empty call': 'a further line adds the number that a call did not have',
  'store/call-heads.ts: empty call': 'which leg is the head; nothing else of the call',
  'store/directory-writer.ts: delete account_code_span': 'derived from assignments, and made anew at once',
  'store/directory-writer.ts: delete assignment': 'another series of days takes the place',
  'store/directory-writer.ts: delete extension_span': 'derived from assignments, and made anew at once',
  'store/held-calls.ts: empty call': 'which threshold holds it; nothing else of the call',
  'store/intake-register.ts: delete origin': 'the file that was remembered at this path is another one',
  'store/job-runs.ts: delete purge_alarm': 'an alarm that stands no longer',
  'store/legal-holds.ts: empty legal_hold': 'a hold that is released forgets whom it was about',
  'store/memory/memory-methods.ts: empty memory_profile':
    'when a password was tried wrongly, once it was right',
  'store/number-runs.ts: delete number_run': 'a replay: what its lines say now takes the place',
  'store/number-days.ts: delete called_day':
    'derived from calls that are there, and made anew with the totals',
  'store/number-days.ts: delete number_day':
    'derived from calls that are there, and made anew with the totals',
  'store/number-days.ts: delete number_shelf':
    'derived from calls that are there, and made anew with the totals',
  'store/quality-writer.ts: delete quality': 'a replay: what its lines say now takes the place',
  'store/refused-files.ts: delete refused_file': 'a file that was taken after all, or is not there any more',
  'store/replay/call-rows.ts: delete call': 'a replay: the line is no call any more, as its bytes read now',
  'store/replay/call-rows.ts: empty call': 'a replay: what the line reads as now takes the place',
  'store/replay/replay-writer.ts: delete duplicate': 'a replay: the line is no duplicate any more',
  'store/replay/replayed-chunks.ts: delete chunk': 'a replay: its lines stand in other chunks now',
  'store/replay/replayed-chunks.ts: delete undefined_line': 'a replay: the line could be read',
  'store/replay/replayed-chunks.ts: empty intake':
    'a replay: its lines are accounted for again, from the first',
  'store/replay/twin-classes.ts: delete duplicate': 'a replay: the line is a call now',
  'store/restrictions.ts: empty restriction': 'a restriction that is released forgets whom it was about',
  'store/statements.ts: delete report_due': 'a schedule that the document in force does not have',
  'store/subject-requests.ts: empty subject_request': 'a request that is done forgets whom it was about',
  'store/tariffs.ts: empty call': 'what it costs by the tariffs of now; nothing else of the call',
  'store/totals-maker.ts: delete day_total':
    'derived from calls that are there, and made anew from them at once',
  'store/totals-maker.ts: delete hour_total':
    'derived from calls that are there, and made anew from them at once',
  'store/totals-maker.ts: delete stale_day': 'a day whose totals are those of its calls',
  'store/transfers.ts: delete transfer': 'what came of a file is gone on with, or counts for nothing',
  'store/transfers.ts: replace transfer': 'how far a file has come',
};

const inDeletion = (statement: string): boolean => statement.startsWith('store/deletion/');

test('statements that take something away stand in store/deletion/, but for those with a reason', () => {
  const elsewhere = new Set(takingStatements(files).filter((statement) => !inDeletion(statement)));
  expect([...elsewhere].sort()).toEqual(Object.keys(ELSEWHERE).sort());
});

test('what they take is seen: calls, their quality, lines, raw copies', () => {
  const there = takingStatements(files)
    .filter(inDeletion)
    .map((statement) => statement.split(': ')[1]);
  expect(there).toEqual(
    expect.arrayContaining(['delete call', 'empty call', 'delete quality', 'delete undefined_line']),
  );
  expect(there).toEqual(expect.arrayContaining(['empty intake', 'delete raw_frame', 'empty chunk']));
});

test('a statement in another place would be found', () => {
  const written = [
    "db.prepare('delete from call where day < ?')",
    'db.prepare(`update call set calling = null where id = ?`)',
    "query.deleteFrom('call')",
    "db.prepare('update intake set name = null')",
    "db.prepare('insert or replace into label values (?, ?)')",
  ];
  const text = written.join(';\n');
  expect(takingStatements([sourceFile('store/other.ts', text)]).sort()).toEqual([
    'store/other.ts: delete call',
    'store/other.ts: empty call',
    'store/other.ts: empty intake',
    'store/other.ts: query call',
    'store/other.ts: replace label',
  ]);
});

/** Parts of the gateway. */
const GATEWAY = [
  'privacy/gateway.ts',
  'privacy/expire-attachments.ts',
  'privacy/expire-raw-copies.ts',
  'privacy/expire-statements.ts',
  'privacy/scrub-gaps.ts',
  'privacy/edges-in-force.ts',
  'privacy/erase-subject.ts',
  'privacy/erasing.ts',
  'privacy/plan-erasure.ts',
  'privacy/archiving.ts',
];

/** Of the contract, what only tells or notes something. */
const TAKE_NOTHING = [
  ...['reachedEdges', 'sortings', 'clockSeen', 'noteClock', 'holdsInForce'],
  ...['addSubjectRequest', 'subjectRequest', 'openSubjectRequests', 'settleSubjectRequest'],
  'noteErasedAudit',
  ...['standingCopies', 'chunksOf', 'namingTexts', 'storedParties', 'unknownAttachments'],
  ...['placeRestriction', 'releaseRestriction'],
  ...['attachmentsGivenUp', 'emptyAttachmentMonths', 'statementsOfPeople'],
];

test('only the gateway asks for them', () => {
  const methods = [
    ...methodsOf(readText('store/deleting-store.ts'), 'DeletingStore'),
    ...methodsOf(readText('store/job-store.ts'), 'ExpiringStore'),
    ...methodsOf(readText('store/job-store.ts'), 'ScrubbingStore'),
    ...methodsOf(readText('store/raw-copy-store.ts'), 'RawCopyStore'),
    ...methodsOf(readText('store/subject-store.ts'), 'SubjectStore'),
    ...methodsOf(readText('store/attachment-store.ts'), 'AttachmentRemovalStore'),
    ...methodsOf(readText('store/statement-store.ts'), 'StatementRemovalStore'),
    ...methodsOf(readText('store/archive-store.ts'), 'ArchivingStore'),
    'expireMemoryEntries',
    'forgetEntries',
  ].filter((method) => !TAKE_NOTHING.includes(method));
  expect(methods).toEqual(
    expect.arrayContaining([
      'ageCalls',
      'expireLines',
      'expireRows',
      'giveUpRawCopy',
      'blankOldLines',
      'eraseCalls',
    ]),
  );
  const others = files.filter(({ path }) => !path.startsWith('store/') && !GATEWAY.includes(path));
  expect(callsOf(others, methods)).toEqual([]);
});

test('a command that asked for them would be found', () => {
  const command = sourceFile('cli/commands/other.ts', 'await (await call.writer()).store.ageCalls(wish);');
  expect(callsOf([command], ['ageCalls'])).toEqual(['cli/commands/other.ts: ageCalls']);
});
