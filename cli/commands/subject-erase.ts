import { type Erasing, erasureOf } from '../../record/erasure.ts';
import { subjectMac } from '../../record/mac.ts';
import { OperationError } from '../../record/operation-error.ts';
import { counted, grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { readInstallationKey } from '../../settings/installation-key.ts';
import type { SubjectCounts, SubjectRequest } from '../../store/subject-store.ts';
import type { Command, CommandCall } from '../command.ts';
import { isSet, optional, usageError } from '../usage.ts';
import { requireWholeSight } from '../viewer.ts';
import { countsOf, SUBJECT_OPTIONS, theSubject, type WantedSubject } from '../wanted-subject.ts';

export const subjectErase: Command = {
  name: 'subject erase',
  summary:
    'Forgets a person: shows what would go, and with --yes and --reason takes it away in every copy, for good.',
  positionals: 'NUMBER|EXTENSION|NAME',
  options: {
    ...SUBJECT_OPTIONS,
    anonymise: { value: null, summary: 'calls stay, as calls of nobody, where their costs and minutes must' },
    yes: { value: null, summary: 'do it' },
    reason: { value: 'TEXT', summary: 'why, for those who ask later; nothing personal' },
    json: { value: null, summary: 'the plan, or how it ended, as JSON' },
  },
  example: './ledgerline subject erase +4989231250001 --yes --reason "request 17 of 2026"',
  writes: true,
  audit: { changes: 'subjects' },
  async run(call) {
    await requireWholeSight(call, 'What is stored of a person is');
    const wanted = await theSubject(call);
    if (!isSet(call, 'yes')) return await plan(call, wanted);
    const reason = optional(call, 'reason');
    if (reason === null || reason.trim() === '')
      throw usageError(
        '--reason is missing.',
        'Say why the person is forgotten, for example the number of the request.',
      );
    const { erasing, pipeline, store } = await call.writer();
    const how: Erasing = isSet(call, 'anonymise') ? 'anonymise' : 'delete';
    const key = readInstallationKey(call.folder);
    if (key === null) throw new Error('a data folder that is open has no key');
    const { subject } = wanted;
    const hashed = erasureOf(subject, { id: 0, at_ms: call.now(), how }, subjectMac(key));
    const asked = { asked_at: call.now(), asked_by: call.principal, reason, subject, how };
    const id = await pipeline.inTurn(() => store.addSubjectRequest(asked, hashed));
    return await told(call, await erasing.carryOut(id, call.signal));
  },
};

async function plan(call: CommandCall, wanted: WantedSubject): Promise<number> {
  const counts = countsOf(wanted);
  const stays = wanted.texts.filter(
    ({ kind, stays: kept }) => kept && kind === 'configuration_versions',
  ).length;
  if (isSet(call, 'json')) {
    await call.out(`${JSON.stringify({ kind: wanted.kind, would_go: counts, in_force: stays }, null, 1)}\n`);
    return 0;
  }
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  if (found.length === 0) {
    await call.out(`Nothing is stored of this ${wanted.kind}.\n`);
    return 0;
  }
  await call.out(
    `As ${wanted.kind === 'extension' ? 'an' : 'a'} ${wanted.kind}, this would go:\n${tableOf(counts)}`,
  );
  await call.out('All legs of a call go with it, and every raw line in which the number or name is read.\n');
  if (wanted.found.legal_holds.length > 0)
    await call.out(
      `Legal hold ${wanted.found.legal_holds.join(', ')} keeps what it names; that goes when it is released.\n`,
    );
  if (stays > 0) await call.out(IN_FORCE);
  await call.out('Nothing was changed. To go ahead, add --yes --reason TEXT.\n');
  return 0;
}

const IN_FORCE =
  'The configuration in force names it, too, which only a new one without it can change: ./ledgerline config apply FILE.\n';

function tableOf(counts: SubjectCounts): string {
  const rows = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => [what.replaceAll('_', ' '), grouped(count)]);
  return textTable(textColumns(['stored', 'count'], ['count']), rows);
}

async function told(call: CommandCall, request: SubjectRequest): Promise<number> {
  const { id, state, counts, deferred } = request;
  if (isSet(call, 'json')) {
    await call.out(`${JSON.stringify({ request: id, state, erased: counts, deferred }, null, 1)}\n`);
  } else {
    await call.out(
      `Request ${id}: this was erased${request.erasure.how === 'delete' ? '' : '; the calls stay, as calls of nobody'}.\n${tableOf(counts)}`,
    );
    if (state === 'done') await call.out(`Its certificate: ./ledgerline subject certificate ${id}\n`);
  }
  if (state === 'done') return 0;
  throw unfinished(id, deferred);
}

/** The request stays open, and is gone on with. */
function unfinished(id: number, deferred: SubjectCounts): OperationError {
  const { damaged_raw_copies: damaged, database_log: log, ...kept } = deferred;
  const what = Object.entries(kept).map(([name, count]) => `${grouped(count)} ${name.replaceAll('_', ' ')}`);
  const reasons = [
    ...(what.length === 0 ? [] : [`legal holds keep ${what.join(', ')}`]),
    ...(damaged === undefined ? [] : [`${counted(damaged, 'raw copy')} cannot be read`]),
    ...(log === undefined ? [] : ['a reader keeps the log of the database open']),
  ];
  return new OperationError('ERASURE_UNFINISHED', `Request ${id} is not done: ${reasons.join('; ')}.`, {
    hint: 'The job subject-requests goes on with it every night, or at once: ./ledgerline jobs run subject-requests',
  });
}
