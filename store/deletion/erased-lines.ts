import type { Connection } from '../open-database.ts';
import type { LinePlace } from '../queries/subject-found.ts';
import type { ErasedStep, LinesToErase } from '../subject-store.ts';
import type { createErasedCalls } from './erased-calls.ts';
import { erasedPlaces } from './erased-places.ts';
import { heldLines } from './raw-copies.ts';
import { requestCounts, StepCounts } from './request-counts.ts';

/**
 * Lines of raw copies in which a number or name of one person stands, whatever they were read as: what is stored of them goes,
 * and so do their bytes. A call in whose line it stands, and be it in a field that says nothing of parties, is a call of the person.
 */
export function createErasedLines(
  connection: Connection,
  eraseIds: ReturnType<typeof createErasedCalls>['eraseIds'],
  keeps: (line: LinePlace) => void = () => {},
) {
  const eraseLine = erasedPlaces(connection);
  const statements = prepare(connection);
  const addCounts = requestCounts(connection);
  const erase = connection.transaction((wish: LinesToErase): ErasedStep => {
    const { intake, first_offset, end_offset } = wish.chunk;
    const held = heldLines(connection, wish.today).within(intake, first_offset, end_offset);
    const counts = new StepCounts();
    const ids = new Set<number>();
    for (const { offset, length } of wish.lines) {
      if (held.has(offset)) {
        counts.kept('raw_lines');
        keeps({ intake, offset });
        continue;
      }
      for (const id of statements.calls.all({ intake, offset })) ids.add(id);
      if (eraseLine({ intake, offset, length, day: null })) counts.gone('raw_lines');
      if (statements.removeUndefined.run({ intake, offset }).changes > 0) {
        statements.gone.run(intake);
        counts.gone('undefined_lines');
      }
      counts.gone('quality_records', statements.removeQuality.run({ intake, offset }).changes);
    }
    eraseIds([...ids], wish, counts);
    addCounts(wish.request, counts);
    return counts.step();
  });
  return { eraseLines: (wish: LinesToErase): ErasedStep => erase.immediate(wish) };
}

function prepare(connection: Connection) {
  return {
    // What is anonymous has nobody in it any more.
    calls: connection
      .prepare<{ intake: number; offset: number }, number>(
        `select id from call where intake = @intake and offset = @offset and step < 2
         union select call.id from duplicate join call on call.id = duplicate.call
         where duplicate.intake = @intake and duplicate.offset = @offset and call.step < 2`,
      )
      .pluck(),
    removeUndefined: connection.prepare<{ intake: number; offset: number }, unknown>(
      'delete from undefined_line where intake = @intake and offset = @offset',
    ),
    removeQuality: connection.prepare<{ intake: number; offset: number }, unknown>(
      'delete from quality where intake = @intake and offset = @offset',
    ),
    gone: connection.prepare<[number], unknown>(
      `insert into lines_gone (intake, undefined) values (?, 1)
       on conflict (intake) do update set undefined = undefined + 1`,
    ),
  };
}
