import { isDeepStrictEqual } from 'node:util';
import { notShown } from '../access/not-shown.ts';
import type { Sight } from '../access/sight.ts';
import { readSealed } from '../collector/attachments/sealed-file.ts';
import { WHOLE_VIEW } from '../record/call-view.ts';
import { OperationError } from '../record/operation-error.ts';
import type { ReportReceipt } from '../reports/report-receipt.ts';
import { knownMonthKey } from '../settings/attachment-keys.ts';
import { type StoredStatement, storedStatements } from '../store/queries/statements.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import type { StatementFile } from '../store/statement-store.ts';
import type { CommandCall } from './command.ts';
import { notFound } from './raw-lines.ts';
import { type MadeThen, readerChanged, readerOf, scopeOf } from './reader-changed.ts';
import { attachmentKeys } from './service/attachment-keys.ts';
import { activeConfiguration } from './service/judging.ts';
import { sightIn } from './viewer.ts';

export interface OpenedStatement {
  readonly statement: StoredStatement;
  readonly receipt: ReportReceipt;
  open(file: StatementFile): Promise<AsyncIterable<Uint8Array>>;
}

/** A delivered report, for who is shown every call whole, or just what the one it was made for is shown, today as then. */
export async function openStatement(call: CommandCall, id: number, sight: Sight): Promise<OpenedStatement> {
  const store = call.reading();
  const [statement] = storedStatements(store.connection, { id, limit: 1 });
  if (statement === undefined)
    throw notFound(
      `There is no delivered report ${id}.`,
      './ledgerline report deliveries lists those there are.',
    );
  if (statement.receipt === null)
    throw notFound(`The report ${id} is not made.`, `./ledgerline report deliveries --id ${id} says why.`);
  const receipt = JSON.parse(statement.receipt) as ReportReceipt;
  if (
    !isDeepStrictEqual(sight.view, WHOLE_VIEW) &&
    !(await isReader(store, { ...statement, receipt }, sight))
  )
    throw notShown(sight, `The report ${id}, made as ${receipt.viewer} is shown it, is`);
  const { attachments } = await activeConfiguration(store);
  const keys = attachmentKeys(call.folder, attachments);
  return {
    ...{ statement, receipt },
    open: async (file) => readSealed(call.folder, file, await knownMonthKey(keys, file.month)),
  };
}

/** A person can be hidden, and a role narrowed, since it was made: it shows then what nobody is shown any more. */
async function isReader(store: ReadingStore, made: MadeThen, { view }: Sight): Promise<boolean> {
  if ((await readerChanged(store, made)) !== null) return false;
  const reader = await sightIn(store, 'os:', readerOf(made.receipt));
  return !('unknown' in reader) && isDeepStrictEqual(scopeOf(view), scopeOf(reader.view));
}

/** The file of a format. */
export function fileOf({ statement, receipt }: OpenedStatement, format: string): StatementFile {
  const found = statement.files.find((file) => file.format === format);
  if (found !== undefined) return found;
  if (statement.state === 'erased')
    throw new OperationError(
      'NOT_FOUND',
      `The report ${statement.id} is not kept any more: a person in it was erased.`,
      { hint: `Its receipt stays: SHA-256 ${receipt.sha256}.` },
    );
  const formats = statement.files.map((file) => file.format).filter((name) => name !== 'record');
  throw notFound(
    `The report ${statement.id} was not delivered as ${format}.`,
    `It was as: ${formats.join(', ')}.`,
  );
}
