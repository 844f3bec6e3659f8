import type { ProcessState } from '../record/batch.ts';
import { earlierParts } from './earlier-part.ts';
import { sourceIds } from './intake-register.ts';
import { asIntake, prepareIntakeRows } from './intake-rows.ts';
import type { Connection } from './open-database.ts';
import { framesOf } from './queries/raw-copies.ts';
import type { Sortings } from './sortings.ts';
import type { Position } from './store.ts';

/** What waits to be accounted for, where its processing stands, and by what settings its lines are judged. */
export function createPipelineMethods(connection: Connection, sortings: Sortings) {
  const rows = prepareIntakeRows(connection);
  const waiting = connection
    .prepare<[], number>(
      `select id from intake where (finished = 0 or cursor < length)
       and exists (select 1 from delivery where delivery.intake = intake.id) order by id`,
    )
    .pluck();
  const delivery = connection.prepare<[number, number], DeliveryRow>(
    `select id, received_at, first_offset, end_offset, continues from delivery
     where intake = ? and first_offset <= ? order by id desc limit 1`,
  );
  const earlierPart = earlierParts(connection);
  return {
    ...createSettingsMemory(connection, sortings),
    waiting: () => waiting.all(),
    position: (id: number): Position => {
      const row = rows.byId.get(id);
      if (row === undefined) throw new Error(`no intake ${id}`);
      const current = delivery.get(id, row.cursor);
      if (current === undefined) throw new Error(`intake ${id} has no delivery at ${row.cursor}`);
      const isBeginning = row.kind === 'stream' && row.cursor === current.first_offset;
      const earlier = isBeginning ? earlierPart(current.continues) : null;
      const reached = row.state === null ? null : (JSON.parse(row.state) as ProcessState);
      return {
        intake: asIntake(row),
        state: earlier === null || earlier.begins === 'anew' ? reached : earlier.state,
        delivery: current.id,
        delivery_received_at: current.received_at,
        delivery_end: current.end_offset,
        begins: earlier?.begins ?? null,
        earlier: earlier?.intake ?? null,
        copy: { path: row.path, frames: framesOf(connection, row.same_as ?? row.id) },
      };
    },
  };
}

/** The settings that lines were judged by, each kept once, and those that each source was judged by last. */
function createSettingsMemory(connection: Connection, sortings: Sortings) {
  const sourceId = sourceIds(connection);
  const find = connection
    .prepare<[number, string, string], number>(
      'select id from processing_settings where source = ? and settings = ? and program = ?',
    )
    .pluck();
  const add = connection.prepare<[number, string, string, number], unknown>(
    'insert into processing_settings (source, settings, program, first_used_at) values (?, ?, ?, ?)',
  );
  // Nothing is written where nothing changes: this is asked for every chunk of an intake that yields to others.
  const setLast = connection.prepare<[number, number, number], unknown>(
    'update source set last_settings = ? where id = ? and last_settings is not ?',
  );
  const last = connection
    .prepare<[string], string>(
      `select settings from source join processing_settings on processing_settings.id = source.last_settings
       where source.name = ?`,
    )
    .pluck();
  const use = connection.transaction((source: string, settings: string, program: string, now: number) => {
    const of = sourceId(source);
    const id = find.get(of, settings, program) ?? Number(add.run(of, settings, program, now).lastInsertRowid);
    setLast.run(id, of, id);
    sortings.used(id);
    return id;
  });
  return {
    settingsId: (source: string, settings: string, program: string, now: number) =>
      use.immediate(source, settings, program, now),
    lastSettings: (source: string) => last.get(source) ?? null,
  };
}

interface DeliveryRow {
  readonly id: number;
  readonly received_at: number;
  readonly first_offset: number;
  readonly end_offset: number | null;
  readonly continues: number | null;
}
