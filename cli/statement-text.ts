import { showTime } from '../record/calendar.ts';
import { RECORD_FORMAT } from '../record/statement.ts';
import type { ReportReceipt } from '../reports/report-receipt.ts';
import { textColumns, textTable } from '../reports/text-table.ts';
import type { StoredStatement } from '../store/queries/statements.ts';

/** A report that was delivered, with its files and every try. */
export function statementText(statement: StoredStatement): string {
  const { id, report, schedule, started_at, state, trouble, failures, files, dispatches } = statement;
  const begin = `Statement ${id}: ${report} of the schedule ${schedule}, ${showTime(started_at, 0)}: ${stateOf(statement)}\n`;
  const made = failures.map(({ at, detail }) => [showTime(at, 0), detail]);
  const again =
    state === 'waiting' && statement.next_at !== null
      ? [[showTime(statement.next_at, 0), 'is made again']]
      : [];
  const making =
    made.length + again.length === 0
      ? ''
      : textTable(textColumns(['at', 'not made, because']), [...made, ...again]);
  if (state === 'failed' || state === 'waiting') return `${begin}${making || `${trouble ?? ''}\n`}`;
  const stored = files
    .filter(({ format }) => format !== RECORD_FORMAT)
    .map(({ name, bytes, sha256 }) => [name, String(bytes), sha256]);
  const tries = dispatches.flatMap(({ kind, address, attempts, next_at, state: of }) => [
    ...attempts.map(({ at, result, detail }) => [kind, address, showTime(at, 0), result, detail ?? '']),
    ...(of === 'waiting' && next_at !== null ? [[kind, address, showTime(next_at, 0), 'next try', '']] : []),
  ]);
  const fileTable =
    stored.length === 0 ? '' : textTable(textColumns(['file', 'bytes', 'sha256'], ['bytes']), stored);
  const tryTable =
    tries.length === 0 ? '' : textTable(textColumns(['by', 'to', 'at', 'result', 'why']), tries);
  return `${begin}${making}${fileTable}${tryTable}`;
}

/** What became of it as a whole. */
export function stateOf({
  state,
  dispatches,
}: Pick<StoredStatement, 'state'> & {
  readonly dispatches: readonly Pick<StoredStatement['dispatches'][number], 'state'>[];
}): string {
  if (state === 'waiting') return 'to be made';
  if (state !== 'made') return state;
  const some = (of: StoredStatement['dispatches'][number]['state']): boolean =>
    dispatches.some((one) => one.state === of);
  if (some('failed')) return some('delivered') ? 'delivered in part' : 'not delivered';
  if (some('waiting')) return 'waiting';
  return some('withheld') ? 'withheld' : 'delivered';
}

function receiptJson({ generated_at, ...receipt }: ReportReceipt): object {
  return { ...receipt, generated_at: showTime(Date.parse(generated_at), 0) };
}

/** Times as people and programs read them. */
export function statementJson({
  receipt,
  dispatches,
  files,
  failures,
  ...statement
}: StoredStatement): object {
  const time = (at: number | null): string | null => (at === null ? null : showTime(at, 0));
  const {
    due_at,
    asked_at,
    started_at,
    ended_at,
    next_at: next,
    from_day: _,
    to_day: __,
    ...rest
  } = statement;
  return {
    ...rest,
    ...{
      due_at: time(due_at),
      asked_at: time(asked_at),
      started_at: time(started_at),
      ended_at: time(ended_at),
    },
    next_at: time(next),
    failures: failures.map(({ at, detail }) => ({ at: time(at), detail })),
    receipt: receipt === null ? null : receiptJson(JSON.parse(receipt) as ReportReceipt),
    files: files.map(({ format, name, bytes, sha256 }) => ({ format, name, bytes, sha256 })),
    dispatches: dispatches.map(({ attempts, next_at, ended_at: end, ...dispatch }) => ({
      ...{ ...dispatch, next_at: time(next_at), ended_at: time(end) },
      attempts: attempts.map(({ at, ...attempt }) => ({ at: time(at), ...attempt })),
    })),
  };
}
