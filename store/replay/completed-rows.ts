import { CALL_PLACE as AT, type Batch, type CompletedCall, FIRST_STORED } from '../../record/batch.ts';
import type { CallCompleter } from '../call-completer.ts';
import type { CallValues, ReadRow, StoredRange } from './stored-rows.ts';

const [CALLING, PRIVATE, ODD] = [AT.calling, AT.private, AT.odd_numbers].map((at) => at - FIRST_STORED) as [
  number,
  number,
  number,
];

/**
 * The rows of a piece with what further lines add to them. Where the piece ends behind an open call and the delivery goes
 * on, its further lines are those of the next piece: what they added last stays until they are read again.
 */
export function completedRows(
  rows: readonly ReadRow[],
  batches: readonly Batch[],
  stored: StoredRange,
  { goesOn, completer }: { goesOn: boolean; completer: CallCompleter },
): ReadRow[] {
  const added = additions(batches);
  const open = goesOn ? batches.at(-1)?.state_after.open?.offset : undefined;
  return rows.map((row) => {
    const own = row.offset === open ? storedAddition(row.offset, stored) : added.get(row.offset);
    const addition = own ?? repeatedAddition(row, stored, completer);
    return addition === undefined ? row : { ...row, values: withAddition(row.values, addition) };
  });
}

function additions(batches: readonly Batch[]): Map<number, CompletedCall> {
  return new Map(batches.flatMap(({ completed }) => completed).map((call) => [call.offset, call]));
}

/** What only a file that came again brings for a call. */
function repeatedAddition(
  { offset, values }: ReadRow,
  { calls }: StoredRange,
  completer: CallCompleter,
): CompletedCall | undefined {
  const call = calls.get(offset);
  if (values[CALLING] !== null || call === undefined || call.values[CALLING] === null) return undefined;
  const addition = completer.repeated(call.id);
  return addition === null ? undefined : { ...addition, offset, private: addition.private === 1 };
}

/** Settles what duplicates bring for the calls they repeat; gives their places where such a call has another caller now. */
export function settleDuplicates(
  intake: number,
  batches: readonly Batch[],
  { duplicates }: StoredRange,
  { goesOn, completer }: { goesOn: boolean; completer: CallCompleter },
): number[] {
  const added = additions(batches);
  const open = goesOn ? batches.at(-1)?.state_after.open?.offset : undefined;
  const brought = [...duplicates.values()].flatMap(({ offset, calling }) =>
    calling === null ? [] : [offset],
  );
  return [...new Set([...added.keys(), ...brought])].filter((offset) => {
    if (offset === open || !completer.isDuplicate(intake, offset)) return false;
    return completer.complete(intake, added.get(offset) ?? nothingFor(offset));
  });
}

function nothingFor(offset: number): CompletedCall {
  return { offset, calling: null, calling_text: null, private: false };
}

function storedAddition(offset: number, { calls }: StoredRange): CompletedCall | undefined {
  const values = calls.get(offset)?.values;
  if (values === undefined || typeof values[CALLING] !== 'number') return undefined;
  const odd = oddNumbers(values);
  return {
    offset,
    calling: values[CALLING],
    calling_text: odd.calling ?? null,
    private: values[PRIVATE] === 1,
  };
}

function oddNumbers(values: CallValues): Record<string, string> {
  const text = values[ODD];
  return typeof text === 'string' ? (JSON.parse(text) as Record<string, string>) : {};
}

function withAddition(values: CallValues, { calling, calling_text, private: isPrivate }: CompletedCall) {
  const completed = [...values];
  completed[CALLING] = calling;
  if (isPrivate) completed[PRIVATE] = 1;
  if (calling_text !== null)
    completed[ODD] = JSON.stringify({ ...oddNumbers(values), calling: calling_text });
  return completed;
}

/** Settles the call that the piece before left open; gives its place if it has another caller now. */
export function settleOpen(intake: number, batches: readonly Batch[], completer: CallCompleter): number[] {
  const offset = batches[0]?.state_before.open?.offset;
  if (offset === undefined || batches.at(-1)?.state_after.open?.offset === offset) return [];
  return completer.complete(intake, additions(batches).get(offset) ?? nothingFor(offset)) ? [offset] : [];
}
