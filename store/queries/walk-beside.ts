import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { answerCalls, ThreadEnded } from '../../record/message-calls.ts';
import { startDatabaseThread } from '../database-thread.ts';
import type { Connection } from '../open-database.ts';

const ROLE = 'ledgerline walk';
/** More read the disk one against the other. */
const MOST_THREADS = 4;
/** So often it is tried to have all threads see one state, while somebody writes. */
const TRIES = 5;

/** A statement for reading, and what is bound to it. */
export interface Walk {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}
type Row = Readonly<Record<string, number | string | null>>;

/** How many walks are made at once. A report that a service makes beside its sockets, in a thread already, leaves the other cores to these. */
export function walksAtOnce(connection: Connection): number {
  if (!isMainThread || !connection.readonly || connection.inTransaction) return 1;
  return Math.min(MOST_THREADS, availableParallelism());
}

/**
 * Several statements at once, each in a thread and by a connection of its own, and all of one state of the database: what each
 * answers, in their order. Null where no such state was met, because others write, or where no threads are to be had.
 */
export async function walkBeside(connection: Connection, walks: readonly Walk[]): Promise<Row[][] | null> {
  const threads = walks.map(() => walkThread(connection.name));
  try {
    if (!(await seeOneState(connection, threads))) return null;
    return await Promise.all(
      walks.map(async (walk, place) => (await threads[place]?.call('walk', [walk])) as Row[]),
    );
  } catch (error) {
    if (error instanceof ThreadEnded) return null;
    throw error;
  } finally {
    await Promise.all(threads.map(({ end }) => end()));
  }
}

/** The database says to a connection whether another one has committed since it asked last. */
async function seeOneState(connection: Connection, threads: readonly WalkThread[]): Promise<boolean> {
  const version = (): unknown => connection.pragma('data_version', { simple: true });
  for (let tries = 0; tries < TRIES; tries++) {
    const before = version();
    await Promise.all(threads.map(({ call }) => call('begin', [])));
    if (version() === before) return true;
  }
  return false;
}

interface WalkThread {
  call(method: string, given: readonly unknown[]): Promise<unknown>;
  end(): Promise<void>;
}

function walkThread(path: string): WalkThread {
  const name = 'a thread that walks through calls';
  const { worker, caller } = startDatabaseThread(import.meta.url, { role: ROLE, path }, name);
  return {
    call: (method, given) => caller.call(method, given),
    end: async () => {
      await caller.call('close', []).catch(() => undefined);
      await worker.terminate();
    },
  };
}

if (!isMainThread && parentPort !== null && workerData?.role === ROLE) {
  // Not by whoever starts the thread: it has a connection.
  const { asOperationError, openDatabase } = await import('../open-database.ts');
  const connection = openDatabase(String(workerData.path), 'read');
  answerCalls(parentPort, {
    begin: async () => {
      if (connection.inTransaction) connection.exec('rollback');
      connection.exec('begin');
      // The state is that of the first look.
      connection.pragma('schema_version');
      connection.prepare('select 1 from source limit 1').get();
    },
    walk: async ({ sql, parameters }: Walk) => {
      try {
        return connection.prepare<unknown[], Row>(sql).all(...parameters);
      } catch (error) {
        // What SQLite calls it stays behind in the thread.
        throw asOperationError(error, connection.name);
      }
    },
    close: async () => void connection.close(),
  });
}
