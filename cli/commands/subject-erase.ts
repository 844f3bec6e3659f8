import type { PlannedRequest } from '../../maintenance/erasing-requests.ts';
import { showDay } from '../../record/calendar.ts';
import { type Erasing, erasureOf } from '../../record/erasure.ts';
import { subjectMac } from '../../record/mac.ts';
import { OperationError } from '../../record/operation-error.ts';
import { sealSubject } from '../../record/sealed-subject.ts';
import { counted, grouped } from '../../reports/text-table.ts';
import { requireInstallationKey } from '../../settings/installation-key.ts';
import {
  LEFT_IN_DIRECTORY,
  PLACES_IN,
  type SubjectCounts,
  type SubjectRequest,
} from '../../store/subject-store.ts';
import type { Command, CommandCall } from '../command.ts';
import { CONFIRM_OPTIONS, confirmedPlan, NOT_DONE_EXIT } from '../confirmed-plan.ts';
import { countsTable, erasurePlanText } from '../erasure-plan-text.ts';
import { correctingCommands, leftData, leftFields, leftText } from '../left-in-directory.ts';
import { requireNamelessReason } from '../nameless-reason.ts';
import { unknownBelongings } from '../unknown-belongings.ts';
import { isSet } from '../usage.ts';
import { requireWholeSight } from '../viewer.ts';
import { SUBJECT_OPTIONS, theSubject, type WantedSubject } from '../wanted-subject.ts';

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
      await call.out(`${JSON.stringify(shown(call, wanted, await planned(call, wanted)), null, 1)}\n`);
      return NOT_DONE_EXIT;
    }
    // Everything is looked through for a plan: whoever goes ahead is told how it ended.
    const plan = isSet(call, 'yes') ? '' : planText(call, wanted, await planned(call, wanted));
    const reason = await confirmedPlan(call, plan);
    if (reason === null) return NOT_DONE_EXIT;
    const { erasing, id } = await noted(call, wanted, reason);
    if (!isSet(call, 'json')) await call.out(NOTED.replace('N', String(id)));
    const request = await erasing.carryOut(id, call.signal);
    call.tell({ object: `request ${id}`, counts: request.counts });
    return await told(call, wanted, request);
  },
};

const NOTED = 'Request N is noted: broken off at any moment from here on, it is gone on with.\n';

/** Durable before anything is taken away. */
async function noted(call: CommandCall, { subject }: WantedSubject, reason: string) {
  const { erasing, pipeline, store } = await call.writer();
  const how = howOf(call);
  const key = requireInstallationKey(call.folder, 'nobody who was erased is known again');
  const hashed = erasureOf(subject, { id: 0, at_ms: call.now(), how }, subjectMac(key));
  const sealed = sealSubject(key, subject);
  const asked = { asked_at: call.now(), asked_by: call.principal, reason, subject: sealed, how };
  const id = await pipeline.inTurn(() => store.addSubjectRequest(asked, hashed));
  return { erasing, id };
}

const howOf = (call: CommandCall): Erasing => (isSet(call, 'anonymise') ? 'anonymise' : 'delete');

/** What the run would do, by the run itself. */
async function planned(call: CommandCall, { subject, typed }: WantedSubject): Promise<PlannedRequest> {
  const { erasing } = await call.writer();
  return await erasing.plan({ subject, how: howOf(call), typed }, call.signal);
}

const shown = (call: CommandCall, wanted: WantedSubject, { gone, holds, left, ...plan }: PlannedRequest) => ({
  kind: wanted.kind,
  would_go: gone,
  holds: holds.map((hold) => ({ ...hold, until: hold.until === null ? null : showDay(hold.until) })),
  ...plan,
  left_in_directory: leftData(leftFields(call.reading(), left)),
  archived_calls: wanted.found.archived_calls.length,
  archived_days: wanted.archives.reduce((sum, { days }) => sum + days.length, 0),
  may_be_theirs: { attachments: plan.unknown_attachments.count },
});

function planText(call: CommandCall, wanted: WantedSubject, plan: PlannedRequest): string {
  const { audit_entries: _, ...gone } = plan.gone;
  const { kept, left, remains } = plan;
  const nothing =
    Object.keys({ ...gone, ...kept, ...left, ...remains }).length + wanted.found.archived_calls.length === 0;
  return [
    nothing
      ? `Nothing is stored of this ${wanted.kind}; every byte would be searched for it.\n`
      : erasurePlanText(wanted.kind, howOf(call), plan),
    ...leftInDirectoryText(call, wanted, left),
    ...ofOthersText(wanted, plan),
    ...(wanted.found.archived_calls.length + wanted.archives.length === 0 ? [] : [ARCHIVED]),
    ...unknownBelongings(wanted),
  ].join('');
}

/** It can be somebody else's, and what they are known by: nobody's login goes because another is forgotten. */
function leftInDirectoryText(call: CommandCall, { places }: WantedSubject, left: SubjectCounts): string[] {
  const fields = leftFields(call.reading(), left);
  if (fields.length === 0) return [];
  const commands = correctingCommands(fields, places).map((command) => `  ${command}\n`);
  return [
    `This is left in the directory, as it can be somebody else's, and the request stays open until it is corrected: ${leftText(fields)}.\n`,
    ...commands,
  ];
}

/** More than whoever asks expects: what goes is not only what the person said to somebody. */
function ofOthersText({ found }: WantedSubject, { gone, kept }: PlannedRequest): string[] {
  const calls = (gone.calls ?? 0) + (gone.held_calls ?? 0) + (kept.calls ?? 0);
  const others = calls - (found.calls.length - found.others.size);
  if (others <= 0) return [];
  return [
    `Of ${counted(others, 'call')} among them they are no party: they stand in another field, or it is another leg of a call of theirs. ./ledgerline subject find says where.\n`,
  ];
}

const ARCHIVED =
  'Archived calls are encrypted in files of their months: they go when their month is brought back, before anybody can read it.\n';

async function told(call: CommandCall, { places }: WantedSubject, request: SubjectRequest): Promise<number> {
  const { id, state, counts, deferred } = request;
  const fields = leftFields(call.reading(), deferred);
  if (isSet(call, 'json')) {
    const ended = { request: id, state, erased: counts, deferred, left_in_directory: leftData(fields) };
    await call.out(`${JSON.stringify(ended, null, 1)}\n`);
  } else {
    await call.out(
      `Request ${id}: this was erased${request.erasure.how === 'delete' ? '' : '; the calls stay, as calls of nobody'}.\n${countsTable(counts)}`,
    );
    if (state === 'done') await call.out(`Its certificate: ./ledgerline subject certificate ${id}\n`);
  }
  if (state === 'done') return 0;
  throw unfinished(request, { fields, commands: correctingCommands(fields, places) });
}

const inWords = (places: string, count: number): string =>
  count === 1 ? places.replace('places', 'place') : places;

/** The request stays open, and is gone on with. */
function unfinished(
  { id, deferred }: Pick<SubjectRequest, 'id' | 'deferred'>,
  left: { readonly fields: Parameters<typeof leftText>[0]; readonly commands: readonly string[] },
): OperationError {
  const { damaged_raw_copies: damaged, database_log: log, legal_holds: naming, ...rest } = deferred;
  const [places, kept] = [true, false].map((still) =>
    Object.entries(rest)
      .filter(([what]) => !what.startsWith(LEFT_IN_DIRECTORY))
      .filter(([what]) => what.startsWith(PLACES_IN) === still)
      .map(
        ([what, count]) => `${grouped(count)} ${still ? inWords(what, count) : what.replaceAll('_', ' ')}`,
      ),
  );
  const reasons = [
    ...(left.fields.length === 0 ? [] : [`left in the directory: ${leftText(left.fields)}`]),
    ...(kept?.length ? [`legal holds keep ${kept.join(', ')}`] : []),
    ...(naming === undefined ? [] : [`${counted(naming, 'legal hold')} in force name the person`]),
    ...(damaged === undefined
      ? []
      : [`${grouped(damaged)} raw copies cannot be read (./ledgerline verify names them)`]),
    ...(log === undefined ? [] : ['a reader keeps the log of the database open']),
    ...(places?.length ? [`the number still stands at ${places.join(', ')}`] : []),
  ];
  return new OperationError('ERASURE_UNFINISHED', `Request ${id} is not done: ${reasons.join('; ')}.`, {
    hint: left.commands.length === 0 ? GOES_ON : `Correct it: ${left.commands.join('; ')}. ${GOES_ON}`,
  });
}

const GOES_ON =
  'The job subject-requests goes on with it every night, or at once: ./ledgerline jobs run subject-requests. ./ledgerline subject prove NUMBER says at which bytes it stands.';
