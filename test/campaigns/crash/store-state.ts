import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readRawCopy } from '../../../collector/journal/raw-copies.ts';
import { findIntake } from '../../../store/queries/intakes.ts';
import { openReadingStore, type ReadingStore } from '../../../store/reading-store.ts';
import type { Deliveries } from './deliveries.ts';

/** Longer than any line of the campaign. */
const LINE_BYTES = 250;

/** Looks into the data folder of a running or ended service, as any reading command may. */
export class StoreState {
  private readonly store: ReadingStore;
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    this.store = openReadingStore(folder);
  }

  close(): Promise<void> {
    return this.store.close();
  }

  /** What is delivered and not yet taken and accounted for, and taken away where that was asked for; null when nothing is. */
  unsettled(deliveries: Deliveries, drop: string, { halves }: { halves: boolean }): string | null {
    for (const folder of ['moved', 'deleted']) {
      const left = readdirSync(join(drop, folder)).filter(
        (name) => name !== 'taken' && !name.startsWith('_'),
      );
      if (left.length > 0) return `${folder}/ still has ${left.join(', ')}`;
    }
    const short = deliveries.grown.find((file) => !this.hasWholly(deliveries, file));
    return short === undefined ? this.waiting(halves) : `${short.name} is not taken wholly`;
  }

  private hasWholly(deliveries: Deliveries, file: Deliveries['grown'][number]): boolean {
    const size = statSync(deliveries.pathOf(file), { throwIfNoEntry: false })?.size ?? 0;
    if (size === 0) return true;
    const origin = this.store.connection
      .prepare<[string, string], { size: number }>(
        'select size from origin join source on source.id = origin.source where source.name = ? and path = ?',
      )
      .get(file.folder, file.name);
    return origin?.size === size;
  }

  private waiting(halves: boolean): string | null {
    const sessions = this.store.connection
      .prepare<[], number>("select count(*) from session where result = 'open'")
      .pluck()
      .get();
    if (sessions !== 0) return `${sessions} sessions are open`;
    const waiting = this.store.connection
      .prepare<[], { path: string; kind: string; length: number; cursor: number; finished: number }>(
        'select path, kind, length, cursor, finished from intake where finished = 0 or cursor < length',
      )
      .all();
    const left = waiting.find(({ path, kind, length, cursor, finished }) => {
      // Where the beginning of a line was written, it waits for its rest.
      if (kind !== 'stream') return length - cursor >= (halves && finished === 0 ? LINE_BYTES : 1);
      return statSync(join(this.folder, path), { throwIfNoEntry: false })?.size !== cursor;
    });
    return left === undefined ? null : `${left.path} waits at ${left.cursor} of ${left.length}`;
  }

  /** The lines behind the calls or undefined lines of a source, read out of the raw copies at the stored places. */
  async linesBehind(table: 'call' | 'undefined_line', source: string): Promise<string[]> {
    const { connection } = this.store;
    const intakes = connection
      .prepare<[string], number>(
        'select intake.id from intake join source on source.id = intake.source where source.name = ? order by intake.id',
      )
      .pluck()
      .all(source);
    const places = connection.prepare<[number], { offset: number; length: number }>(
      `select offset, length from ${table} where intake = ?`,
    );
    const lines: string[] = [];
    for (const intake of intakes) {
      const found = places.all(intake);
      if (found.length === 0) continue;
      const content = await this.content(intake);
      for (const { offset, length } of found)
        lines.push(content.subarray(offset, offset + length).toString('latin1'));
    }
    return lines;
  }

  /** True when no connection is open and every byte that streams brought is accounted for. */
  streamsRest(): boolean {
    return this.waiting(false) === null;
  }

  /** The lines with an end that stand in the raw copies of a source. */
  async wholeLines(source: string): Promise<string[]> {
    const intakes = this.store.connection
      .prepare<[string], number>(
        'select intake.id from intake join source on source.id = intake.source where source.name = ?',
      )
      .pluck()
      .all(source);
    const contents = await Promise.all(intakes.map((intake) => this.content(intake)));
    return contents.flatMap((content) => content.toString('latin1').split('\r\n').slice(0, -1));
  }

  /** The bytes of an intake's raw copy, unpacked. */
  async content(id: number): Promise<Buffer> {
    const intake = await findIntake(this.store, id);
    if (intake === null) throw new Error(`no intake ${id}`);
    return readRawCopy(this.folder, intake.copy, 0, intake.length);
  }

  accountedBytes(): number {
    return (
      this.store.connection
        .prepare<[], number>('select coalesce(sum(cursor), 0) from intake')
        .pluck()
        .get() ?? 0
    );
  }

  /** Sessions and jobs that never came to an end. */
  leftOpen(): number {
    return (
      this.store.connection
        .prepare<[], number>(
          "select (select count(*) from session where result = 'open') + (select count(*) from job_run where result = 'running')",
        )
        .pluck()
        .get() ?? 0
    );
  }

  /** Every call in all its columns but those that tell of its place and time of arrival, in a fixed order. */
  calls(): string[] {
    const rows = this.store.connection
      .prepare<[], Record<string, unknown>>(
        `select call.*, source.name as source_name, trunk.text as trunk_text, held.text as held_text,
         cause_label.text as cause_text from call join source on source.id = call.source
         left join label trunk on trunk.id = call.trunk left join label held on held.id = call.held_by
         left join label cause_label on cause_label.id = call.cause`,
      )
      .all();
    return rows
      .map(({ id: _, source: _s, intake: _i, offset: _o, trunk: _t, held_by: _b, cause: _c, ...rest }) =>
        JSON.stringify(rest),
      )
      .sort();
  }
}
