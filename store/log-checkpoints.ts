import { CheckpointThread } from './checkpoint-thread.ts';
import type { Connection } from './open-database.ts';

/**
 * Pages by which the log grows before they are moved beside the writer, and it begins anew: 40 mebibytes. A batch that deletes
 * writes mostly the same pages as the one before it, and of these only the last is moved: the smaller the bound, the more often the
 * same pages are (docs/benchmarks.md, Purge). So long as SQLite's own bound is far enough for what comes meanwhile.
 */
const PAGES_BESIDE = 5_000;
/** What came meanwhile is moved beside the writer, too, while it is more than this; so often at most. */
const PAGES_FOR_THE_WRITER = 200;
const ROUNDS = 3;
/** Measured behind a call that changed many rows, or behind so many calls: of a few rows each, they make no long log. */
const ROWS_TO_LOOK = 200;
const CALLS_TO_LOOK = 16;
/** SQLite's own bound behind a commit, 64 MiB: where the thread does not keep up, or a reader keeps it from its work. */
const PAGES_AT_MOST = 8_000;

/**
 * Moves the log of the database into it while the writer goes on: a commit that does so waits for the disk, and every line that
 * arrives with it. Only what came meanwhile is left to the writer. The thread begins when there is something to be moved, so
 * a command that writes a little has none.
 */
export class LogCheckpoints {
  private readonly connection: Connection;
  private readonly path: string;
  private readonly measured;
  private thread: CheckpointThread | null = null;
  private moving: Promise<void> | null = null;
  /** Pages of the log that were there when it was moved last. */
  private moved = 0;
  private calls = 0;
  private readonly changes;
  private seen = 0;

  constructor(connection: Connection, path: string) {
    this.connection = connection;
    this.path = path;
    this.measured = connection.prepare<[], { log: number; checkpointed: number }>(
      'pragma wal_checkpoint(NOOP)',
    );
    this.changes = connection.prepare<[], number>('select total_changes()').pluck();
    connection.pragma(`wal_autocheckpoint = ${PAGES_AT_MOST}`);
  }

  /** Behind whatever may have written, and has ended well: no trouble of measuring is that of a commit. */
  look(): void {
    if (this.moving !== null) return;
    this.calls += 1;
    try {
      const changes = this.changes.get() ?? 0;
      if (this.calls < CALLS_TO_LOOK && changes - this.seen < ROWS_TO_LOOK) return;
      [this.calls, this.seen] = [0, changes];
      this.moveWhatCame();
    } catch {
      // Where the disk fails, the next commit meets it, too, and says so.
    }
  }

  private moveWhatCame(): void {
    const { log } = this.pages();
    // It began anew.
    if (log < this.moved) this.moved = 0;
    // Beyond the bound it is the writer's turn, which must not find the thread at it.
    if (log - this.moved >= PAGES_BESIDE && log < PAGES_AT_MOST) void this.move(log);
  }

  /**
   * For those who have time: resolves when nothing is being moved. What is written meanwhile would be left to the writer, and the disk
   * would have both to do while a line waits for it.
   */
  async inTime(): Promise<void> {
    await this.moving;
  }

  /** Moves all that stands in the log beside the writer, so that nearly nothing is left to be waited for. */
  async all(): Promise<void> {
    await this.moving;
    const { log, checkpointed } = this.pages();
    if (log - checkpointed > PAGES_FOR_THE_WRITER) await this.move(log);
  }

  async close(): Promise<void> {
    await this.moving;
    await this.thread?.close();
    this.thread = null;
  }

  private move(log: number): Promise<void> {
    this.moved = log;
    this.moving = this.moveBeside()
      // Where the disk is full or fails, the writer meets it, too, and says so.
      .catch(() => {})
      .finally(() => {
        this.moving = null;
      });
    return this.moving;
  }

  /** A log of which nothing is left to be moved begins anew with the next commit; the last pages are the writer's, who alone is still. */
  private async moveBeside(): Promise<void> {
    this.thread ??= new CheckpointThread(this.path);
    for (let round = 0; round < ROUNDS; round++) {
      await this.thread.checkpoint();
      const { log, checkpointed } = this.pages();
      if (log - checkpointed <= PAGES_FOR_THE_WRITER) break;
    }
    if (this.pages().log >= PAGES_BESIDE) this.connection.pragma('wal_checkpoint(PASSIVE)');
  }

  private pages(): { log: number; checkpointed: number } {
    return this.measured.get() ?? { log: 0, checkpointed: 0 };
  }
}
