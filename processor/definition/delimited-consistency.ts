import { compileDatePattern, type DatePattern } from '../formats/date-pattern.ts';
import type { Definition } from './delimited-definition.ts';
import type { Column, TimeField } from './delimited-fields.ts';

/** Where in a definition something is wrong, and what. */
export interface Trouble {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What no single setting shows: settings that do not go together, found before the first line is read. */
export function definitionTroubles(definition: Definition): Trouble[] {
  return [
    ...columnTroubles(definition),
    ...headingTroubles(definition),
    ...signTroubles(definition),
    ...timeTroubles(definition),
    ...durationTroubles(definition),
  ];
}

interface UsedColumn {
  readonly column: Column;
  readonly path: readonly (string | number)[];
}

/** Every column the definition speaks of, with its place. */
export function usedColumns({ call, conditions }: Definition): UsedColumn[] {
  const used: UsedColumn[] = [];
  const add = (path: UsedColumn['path'], columns: Column | readonly Column[] | undefined) => {
    for (const column of [columns ?? []].flat()) used.push({ column, path });
  };
  for (const [field, place] of Object.entries(call)) {
    if (field === 'extra' || place === undefined) continue;
    if (typeof place !== 'object' || Array.isArray(place)) add(['call', field], place as Column | Column[]);
    else {
      if ('column' in place) add(['call', field, 'column'], place.column as Column | Column[] | undefined);
      if ('first_of' in place) add(['call', field, 'first_of'], place.first_of as Column[] | undefined);
    }
  }
  for (const [name, { column }] of Object.entries(call.extra)) add(['call', 'extra', name, 'column'], column);
  for (const [index, { column }] of conditions.entries()) add(['conditions', index, 'column'], column);
  return used;
}

/** The smallest number of columns that holds every numbered column in use. */
export function leastWidth(definition: Definition): number {
  const numbers = usedColumns(definition).map(({ column }) =>
    typeof column === 'number' ? Math.abs(column) : 1,
  );
  return Math.max(1, ...numbers);
}

function columnTroubles(definition: Definition): Trouble[] {
  const { columns, column_count: count } = definition;
  const troubles: Trouble[] = [];
  for (const { column, path } of usedColumns(definition)) {
    if (typeof column === 'number') {
      if (Array.isArray(columns) && Math.abs(column) > columns.length) {
        troubles.push({ path, message: `there is no column ${column}: \`columns\` has ${columns.length}` });
      }
    } else if (columns === undefined) {
      troubles.push({ path, message: `the column "${column}" has a name, but \`columns\` gives no names` });
    } else if (columns !== 'heading') {
      const times = columns.filter((name) => name === column).length;
      if (times === 0) troubles.push({ path, message: `\`columns\` has no column named "${column}"` });
      if (times > 1)
        troubles.push({
          path,
          message: `\`columns\` has ${times} columns named "${column}"; use the number`,
        });
    }
  }
  const most = typeof count === 'number' ? count : Array.isArray(count) ? Math.max(...count) : count?.most;
  const needed = leastWidth(definition);
  if (most !== undefined && most < needed) {
    troubles.push({ path: ['column_count'], message: `column ${needed} is used, but no record has so many` });
  }
  if (typeof count === 'object' && 'least' in count && count.least > count.most) {
    troubles.push({ path: ['column_count'], message: '`least` is more than `most`' });
  }
  return troubles;
}

function headingTroubles(definition: Definition): Trouble[] {
  const { columns, heading_lines, heading_begins } = definition;
  const troubles: Trouble[] = [];
  const path = ['columns'];
  if (columns !== 'heading')
    return columns?.every((name) => name.trim() === '') ? [{ path, message: 'holds no name' }] : [];
  if (heading_lines === 0 && heading_begins === undefined) {
    const message =
      'say how the heading is found: heading_lines: 1, or heading_begins with its first columns';
    troubles.push({ path, message });
  }
  if (usedColumns(definition).every(({ column }) => typeof column === 'number')) {
    troubles.push({ path, message: 'no column is called by a name of the heading; leave `columns` out' });
  }
  return troubles;
}

function signTroubles({ delimiter, quoting, decimal, thousands }: Definition): Trouble[] {
  const troubles: Trouble[] = [];
  if (decimal === thousands) troubles.push({ path: ['thousands'], message: 'is the decimal sign already' });
  if (quoting === 'none' && decimal === delimiter) {
    troubles.push({
      path: ['decimal'],
      message: 'is the delimiter, and without quotes nobody can tell the two apart',
    });
  }
  if (quoting === 'none' && thousands === delimiter) {
    troubles.push({
      path: ['thousands'],
      message: 'is the delimiter, and without quotes nobody can tell the two apart',
    });
  }
  return troubles;
}

const TIMES = ['started', 'answered_at', 'ended'] as const;

function timeTroubles({ call, clock, answered_by_default }: Definition): Trouble[] {
  const troubles: Trouble[] = [];
  if (call.started === undefined && call.ended === undefined) {
    troubles.push({
      path: ['call', 'started'],
      message: 'say which column holds the start of a call (or its end)',
    });
  }
  const absolute = TIMES.filter((name) => natureOf(call[name])?.absolute === true);
  for (const name of TIMES) {
    const nature = natureOf(call[name]);
    if (nature === null) continue;
    const path = ['call', name, 'pattern'];
    if (nature.holds === 'time') {
      if (name === 'started')
        troubles.push({ path, message: 'needs a date; join it with column: [date, time]' });
      else if (call.started === undefined)
        troubles.push({ path, message: 'needs a date, as there is no start' });
      else if (nature.grain > (natureOf(call.started)?.grain ?? 0)) {
        const message =
          'is coarser than that of the start, so that a short call would seem to end on the next day';
        troubles.push({ path, message });
      }
    } else if (!nature.absolute && clock === 'wall' && absolute.length > 0) {
      const message = `is on the clock of the site, but ${absolute.join(' and ')} shows its own; say clock: utc if all are UTC`;
      troubles.push({ path, message });
    }
  }
  if (answered_by_default === 'answer_time' && call.answered_at === undefined) {
    troubles.push({
      path: ['answered_by_default'],
      message: 'there is no answer time: `call` has no answered_at',
    });
  }
  return troubles;
}

/** Null for what is not there, or is refused for its own sake already. */
function natureOf(field: TimeField | undefined): DatePattern | null {
  if (field === undefined) return null;
  const compiled = compileDatePattern(field.pattern);
  return typeof compiled === 'string' ? null : compiled;
}

function durationTroubles({ call }: Definition): Trouble[] {
  const troubles: Trouble[] = [];
  for (const name of ['duration', 'ring'] as const) {
    const field = call[name];
    if (field === undefined || 'column' in field) continue;
    for (const end of ['from', 'to'] as const) {
      if (call[field[end]] === undefined) {
        troubles.push({ path: ['call', name, end], message: `\`call\` has no ${field[end]}` });
      }
    }
    if (TIMES.indexOf(field.from) >= TIMES.indexOf(field.to)) {
      troubles.push({
        path: ['call', name],
        message: `goes from ${field.from} to ${field.to}, which is not later`,
      });
    }
  }
  const { ring, duration } = call;
  if (ring !== undefined && 'column' in ring && ring.includes_duration && duration === undefined) {
    troubles.push({ path: ['call', 'ring'], message: 'includes the duration, but `call` has no duration' });
  }
  return troubles;
}
