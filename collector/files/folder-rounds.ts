import { OperationError } from '../../record/operation-error.ts';
import { isAbort } from '../back-off.ts';
import { leftOutOfArchives } from '../journal/record-archive.ts';
import type { SourceContext } from '../source.ts';
import { whenThereIsRoom } from '../when-there-is-room.ts';
import type { OriginFolder } from './origin-folder.ts';
import { type PickUp, troubleDetail } from './pick-up.ts';
import { emptyTally, type Tally } from './round.ts';

export interface FolderRound {
  readonly pickUp: PickUp;
  readonly peer: string;
  readonly retries: number;
  readonly signal: AbortSignal;
  /** Connects where there is something to connect to. */
  readonly open: () => Promise<OriginFolder & { close(): Promise<void> }>;
  /** Whether a round that brought nothing has a session too: yes where it is a connection to somebody. */
  readonly always: boolean;
}

/** One round over a folder with its session: what came, what could not be taken, and how it ended. */
export async function folderRound(context: SourceContext, round: FolderRound): Promise<void> {
  const { register, now, name } = context;
  const { pickUp, peer, retries, signal } = round;
  const tally = emptyTally();
  let opened: Promise<number> | null = null;
  const session = () => {
    opened ??= register.openSession({ source: name, started_at: now(), peer, retries });
    return opened;
  };
  let failure: unknown = null;
  try {
    if (round.always) await session();
    const folder = await round.open();
    try {
      await pickUp.round(folder, { signal, session, tally });
    } finally {
      await folder.close();
    }
  } catch (error) {
    failure = error;
  }
  const stopped = signal.aborted && isEndOfStop(failure);
  // Said before the session ends: a full disk may hold that up.
  if (!stopped) tell(context, failure);
  try {
    if (failure !== null && !stopped) await session();
    if (opened !== null) {
      const id = await opened;
      const end = { ended_at: now(), ...ending(tally, stopped ? 'stopped' : failure) };
      const full = (error: OperationError): void => {
        const { message, code, hint } = error;
        tell(context, error);
        context.log('warn', message, { code, hint });
      };
      await whenThereIsRoom(() => register.closeSession(id, end), signal, full);
    }
  } catch (error) {
    // What went wrong first says more, unless it was only our stop.
    if (failure === null || stopped) failure = error;
  }
  if (!stopped) tell(context, failure);
  report(context, tally, stopped ? null : failure, retries);
  if (failure !== null) throw failure;
}

function tell({ trouble }: SourceContext, failure: unknown): void {
  if (failure === null || failure instanceof OperationError) trouble(failure);
}

/** What a round ends with when it is told to stop: at its next step, or because its connection was closed under it. */
function isEndOfStop(failure: unknown): boolean {
  return isAbort(failure) || (failure instanceof OperationError && failure.code === 'CONNECTION_FAILED');
}

function ending(tally: Tally, failure: unknown) {
  const { bytes, files, files_known } = tally;
  const troubles = troubleDetail(tally);
  const detail = [messageOf(failure), ...transferDetails(tally), troubles]
    .filter((part) => part !== null)
    .join('; ');
  const counts = { bytes, files, files_known, detail: detail === '' ? null : detail };
  if (failure !== null && failure !== 'stopped')
    return { ...counts, result: resultOf(failure, files + tally.kept.length) } as const;
  return { ...counts, result: troubles === null ? 'ok' : 'failed' } as const;
}

/** Something had arrived before it failed: it broke off. */
function resultOf(failure: unknown, files: number): 'failed' | 'broken' | 'refused' {
  if (failure instanceof OperationError && failure.code === 'LOGIN_REFUSED') return 'refused';
  return files > 0 ? 'broken' : 'failed';
}

/** What became of files that came in part, and that some in archives were left out. */
function transferDetails({ kept, resumed, left_out }: Tally): string[] {
  const sum = (lengths: readonly number[]): number => lengths.reduce((total, length) => total + length, 0);
  const files = (lengths: readonly number[]): string =>
    lengths.length === 1 ? 'a file' : `${lengths.length} files`;
  return [
    ...(resumed.length > 0
      ? [`went on with ${files(resumed)} behind ${sum(resumed)} bytes that had come before`]
      : []),
    ...(kept.length > 0 ? [`kept ${sum(kept)} bytes of ${files(kept)}, to go on with`] : []),
    ...(left_out > 0 ? [leftOutOfArchives(left_out)] : []),
  ];
}

function messageOf(failure: unknown): string | null {
  if (failure === null) return null;
  if (failure === 'stopped') return 'stopped before everything was looked at';
  return failure instanceof OperationError ? failure.message : 'a mistake in the program; see the log';
}

/** The first failure of a row and the recovery are worth a line; the tries between them stand in the sessions. */
function report({ log }: SourceContext, tally: Tally, failure: unknown, retries: number): void {
  const { files, files_known, bytes } = tally;
  if (failure instanceof OperationError && retries === 0) {
    log('warn', failure.message, { code: failure.code, hint: failure.hint });
  }
  if (failure === null && retries > 0) log('info', 'the source can be reached again', { retries });
  for (const detail of transferDetails(tally)) log('info', detail);
  if (files > 0) log('info', 'files taken', { files, files_known, bytes });
  const troubles = troubleDetail(tally);
  if (troubles !== null) log('warn', troubles);
}
