import { type Erasing, erasureOf } from '../../record/erasure.ts';
import { subjectMac } from '../../record/mac.ts';
import { OperationError } from '../../record/operation-error.ts';
import { sealSubject } from '../../record/sealed-subject.ts';
import { counted, grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { readInstallationKey } from '../../settings/installation-key.ts';
import { PLACES_IN, type SubjectCounts, type SubjectRequest } from '../../store/subject-store.ts';
import type { Command, CommandCall } from '../command.ts';
import { CONFIRM_OPTIONS, confirmedPlan, NOT_DONE_EXIT } from '../confirmed-plan.ts';
import { requireNamelessReason } from '../nameless-reason.ts';
import { unknownBelongings } from '../unknown-belongings.ts';
import { isSet } from '../usage.ts';
import { requireWholeSight } from '../viewer.ts';
import { countsOf, SUBJECT_OPTIONS, theSubject, type WantedSubject } from '../wanted-subject.ts';

export const subjectErase: Command = {
  name: 'subject erase',
  summary:
    'Forgets a person: shows what would go, and with --yes and --reason takes it away in every copy, for good.',
  positionals: 'NUMBER|EXTENSION|PERSON|NAME',
  options: {
    ...SUBJECT_OPTIONS,
    anonymise: { value: null, summary: 'calls stay, as calls of nobody, where their costs and minutes must' },
    ...CONFIRM_OPTIONS,
    json: { value: null, summary: 'the plan, or how it ended, as JSON' },
  },
  example: './ledgerline subject erase +4989231250001 --yes --reason "request 17 of 2026"',
  writes: true,
  audit: { changes: 'subjects' },
  async run(call) {
    await requireWholeSight(call, 'What is stored of a person is');
    const wanted = await theSubject(call);
    await requireNamelessReason(call, { subject: wanted.subject, said: [wanted.typed] });
    if (isSet(call, 'json') && !isSet(call, 'yes')) {
      await call.out(`${JSON.stringify(planned(wanted), null, 1)}\n`);
      return NOT_DONE_EXIT;
    }
    const reason = await confirmedPlan(call, isSet(call, 'json') ? '' : planOf(wanted));
    if (reason === null) return NOT_DONE_EXIT;
    const { erasing, id } = await noted(call, wanted, reason);
    if (!isSet(call, 'json')) await call.out(NOTED.replace('N', String(id)));
    const request = await erasing.carryOut(id, call.signal);
    call.tell({ object: `request ${id}`, counts: request.counts });
    return await told(call, request);
  },
};

const NOTED = 'Request N is noted: broken off at any moment from here on, it is gone on with.\n';

/** Durable before anything is taken away. */
async function noted(call: CommandCall, { subject }: WantedSubject, reason: string) {
  const { erasing, pipeline, store } = await call.writer();
  const how: Erasing = isSet(call, 'anonymise') ? 'anonymise' : 'delete';
  const key = readInstallationKey(call.folder);
  if (key === null) throw new Error('a data folder that is open has no key');
  const hashed = erasureOf(subject, { id: 0, at_ms: call.now(), how }, subjectMac(key));
  const sealed = sealSubject(key, subject);
  const asked = { asked_at: call.now(), asked_by: call.principal, reason, subject: sealed, how };
  const id = await pipeline.inTurn(() => store.addSubjectRequest(asked, hashed));
  return { erasing, id };
}

const planned = (wanted: WantedSubject) => ({
  kind: wanted.kind,
  would_go: countsOf(wanted),
  may_be_theirs: {
    attachments: wanted.found.unknown_attachments.count,
    archived_calls: wanted.found.archives.reduce((sum, { calls }) => sum + calls, 0),
  },
  in_force: wanted.texts.filter(({ kind, stays }) => stays && kind === 'configuration_versions').length,
});

function planOf(wanted: WantedSubject): string {
  const { kind, would_go, in_force } = planned(wanted);
  if (Object.values(would_go).every((count) => count === 0))
    return [
      `Nothing is stored of this ${kind}; every byte would be searched for it.\n`,
      ...unknownBelongings(wanted),
    ].join('');
  const holds = wanted.found.legal_holds.join(', ');
  return [
    `As ${kind === 'extension' ? 'an' : 'a'} ${kind}, this goes:\n${tableOf(would_go)}`,
    'All legs of a call go with it, and every raw line in which the number or name is read.\n',
    ...(holds === '' ? [] : [`Legal hold ${holds} keeps what it names; that goes when it is released.\n`]),
    ...(in_force > 0 ? [IN_FORCE] : []),
    ...(would_go.archived_calls === 0 ? [] : [ARCHIVED]),
    ...unknownBelongings(wanted),
  ].join('');
}

const ARCHIVED =
  'Archived calls are encrypted in files of their months: they go when their month is brought back, before anybody can read it.\n';
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

const inWords = (places: string, count: number): string =>
  count === 1 ? places.replace('places', 'place') : places;

/** The request stays open, and is gone on with. */
function unfinished(id: number, deferred: SubjectCounts): OperationError {
  const { damaged_raw_copies: damaged, database_log: log, legal_holds: naming, ...rest } = deferred;
  const [places, kept] = [true, false].map((still) =>
    Object.entries(rest)
      .filter(([what]) => what.startsWith(PLACES_IN) === still)
      .map(
        ([what, count]) => `${grouped(count)} ${still ? inWords(what, count) : what.replaceAll('_', ' ')}`,
      ),
  );
  const reasons = [
    ...(kept?.length ? [`legal holds keep ${kept.join(', ')}`] : []),
    ...(naming === undefined ? [] : [`${counted(naming, 'legal hold')} in force name the person`]),
    ...(damaged === undefined
      ? []
      : [`${grouped(damaged)} raw copies cannot be read (./ledgerline verify names them)`]),
    ...(log === undefined ? [] : ['a reader keeps the log of the database open']),
    ...(places?.length ? [`the number still stands at ${places.join(', ')}`] : []),
  ];
  return new OperationError('ERASURE_UNFINISHED', `Request ${id} is not done: ${reasons.join('; ')}.`, {
    hint: 'The job subject-requests goes on with it every night, or at once: ./ledgerline jobs run subject-requests. ./ledgerline subject prove NUMBER says at which bytes it stands.',
  });
}
