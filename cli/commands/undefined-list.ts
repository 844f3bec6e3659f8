import { undefinedLines, undefinedReasons } from '../../access/lines.ts';
import { lineShape } from '../../processor/lines/line-shape.ts';
import { showTime } from '../../record/calendar.ts';
import { OperationError } from '../../record/operation-error.ts';
import { UNDEFINED_REASONS, type UndefinedReason } from '../../record/outcome.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import type { UndefinedLine } from '../../store/queries/undefined-lines.ts';
import type { Command, CommandCall } from '../command.ts';
import { ensureKnownSource } from '../source-names.ts';
import { withRaw } from '../undefined-raw.ts';
import { isSet, oneOf, optional, sameFolder } from '../usage.ts';
import { AS_OPTION, viewerOf } from '../viewer.ts';

/** Shown in a table; --json has no limit. */
const SHOWN = 50;
/** Whose shapes are counted in a table: enough to see what is common, few enough for memory. */
const LOOKED_AT = 100_000;

export const undefinedList: Command = {
  name: 'undefined list',
  summary: 'Lines that could not be read, counted by reason and by the shape of the line, then one by one.',
  positionals: '',
  options: {
    source: { value: 'NAME', summary: 'only of this source' },
    reason: { value: 'CODE', summary: 'only with this reason (docs/outcomes.md)' },
    all: { value: null, summary: 'also those that were written off' },
    ...AS_OPTION,
    json: { value: null, summary: 'every line as a JSON array' },
  },
  example: './ledgerline undefined list --reason bad_time',
  writes: false,
  audit: { reads: 'lines' },
  async run(call) {
    const reason = oneOf(call, 'reason', Object.keys(UNDEFINED_REASONS) as UndefinedReason[]);
    const source = optional(call, 'source');
    const filter = {
      ...(reason === null ? {} : { reason }),
      ...(source === null ? {} : { source }),
      open: !isSet(call, 'all'),
    };
    if (source !== null) await ensureKnownSource(call, source);
    const sight = await viewerOf(call);
    const most = isSet(call, 'json') ? null : LOOKED_AT;
    const lines = await undefinedLines(call.reading(), sight, filter, most);
    const shapes = await shapesOf(call, lines);
    if (isSet(call, 'json')) {
      const shown = lines.map((line, place) => ({
        ...line,
        shape: shapes[place],
        received_at: showTime(line.received_at, 0),
        written_off_at: line.written_off_at === null ? null : showTime(line.written_off_at, 0),
      }));
      await call.out(`${JSON.stringify(shown, null, 1)}\n`);
    } else if (lines.length === 0) {
      await call.out(
        reason === null && source === null ? 'No line is undefined.\n' : 'No such line is undefined.\n',
      );
    } else {
      const reasons = (await undefinedReasons(call.reading(), sight, filter)).filter(
        (row) => (reason === null || row.reason === reason) && (source === null || row.source === source),
      );
      await printLines(call, lines, shapes, reasons);
    }
    return 0;
  },
};

/** Of a raw copy that cannot be read the places are still listed; verify says what is wrong with it. */
async function shapesOf(call: CommandCall, lines: readonly UndefinedLine[]): Promise<string[]> {
  const shapes: string[] = [];
  try {
    for await (const { raw } of withRaw(call, lines)) shapes.push(lineShape(raw));
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    call.err(`${error.message}\n${error.hint}\n`);
  }
  return shapes;
}

async function printLines(
  call: CommandCall,
  lines: readonly UndefinedLine[],
  shapes: readonly string[],
  reasons: readonly { source: string; reason: string; lines: number }[],
): Promise<void> {
  const counts = reasons.map((row) => [row.source, row.reason, grouped(row.lines)]);
  await call.out(textTable(textColumns(['source', 'reason', 'lines'], ['lines']), counts));
  const byShape = countOf(lines.map(({ reason }, place) => [reason, shapes[place] ?? '']));
  const shown = byShape
    .slice(0, SHOWN)
    .map(([reason = '', shape = '', count = '']) => [reason, count, shape]);
  await call.out(
    `\n${textTable(textColumns(['reason', 'lines', 'shape (9 digits, A letters)'], ['lines']), shown)}`,
  );
  if (byShape.length > SHOWN) await call.out(`… and ${grouped(byShape.length - SHOWN)} more shapes.\n`);
  const total = reasons.reduce((sum, row) => sum + row.lines, 0);
  if (total > lines.length)
    await call.out(`The shapes are those of the first ${grouped(lines.length)} lines.\n`);
  await call.out(`\n${placesTable(lines.slice(0, SHOWN), isSet(call, 'all'))}`);
  if (total > SHOWN) await call.out(`… and ${grouped(total - SHOWN)} more (--json lists all).\n`);
  await call.out(`\nOne of them: ./ledgerline undefined show INTAKE OFFSET${sameFolder(call)}\n`);
}

/** One by one; where written-off lines are among them, with who wrote them off, when and why. */
function placesTable(lines: readonly UndefinedLine[], all: boolean): string {
  const titles = ['intake', 'offset', 'reason', 'what failed'];
  const rows = lines.map((line) => [
    ...[String(line.intake), String(line.offset), line.reason, line.detail],
    ...(all ? writtenOff(line) : []),
  ]);
  const more = all ? ['written off', 'by', 'why'] : [];
  return textTable(textColumns([...titles, ...more], ['intake', 'offset']), rows);
}

function writtenOff({ written_off_at, written_off_by, written_off_reason }: UndefinedLine): string[] {
  const at = written_off_at === null ? '' : showTime(written_off_at, 0);
  return [at, written_off_by ?? '', written_off_reason ?? ''];
}

/** Each combination once with its count behind it, the most first. */
function countOf(rows: readonly (readonly string[])[]): string[][] {
  const counts = new Map<string, { row: readonly string[]; count: number }>();
  for (const row of rows) {
    const key = JSON.stringify(row);
    const known = counts.get(key) ?? { row, count: 0 };
    known.count += 1;
    counts.set(key, known);
  }
  const sorted = [...counts.entries()].sort(
    ([a, { count: m }], [b, { count: n }]) => n - m || (a < b ? -1 : 1),
  );
  return sorted.map(([, { row, count }]) => [...row, grouped(count)]);
}
