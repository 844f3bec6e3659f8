/** A column of a table on the terminal. */
export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Columns by their titles; numbers stand at the right, so that their digits are one below the other. */
export function textColumns(titles: readonly string[], numbers: readonly string[] = []): TextColumn[] {
  return titles.map((title) => ({ title, align: numbers.includes(title) ? 'right' : 'left' }));
}

/** Rows as aligned text, titles first, a rule beneath them; ends with a line end. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(visible));
  const widths = columns.map(({ title }, index) =>
    shown.reduce((width, row) => Math.max(width, (row[index] ?? '').length), title.length),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) =>
        columns[index]?.align === 'right'
          ? cell.padStart(widths[index] ?? 0)
          : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const titles = line(columns.map(({ title }) => title));
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return `${[titles, rule].concat(shown.map(line)).join('\n')}\n`;
}

/** Control characters, line separators, and what turns the direction of text. */
const INVISIBLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Text of a record for a terminal: what could move its cursor, break a line or hide something is written out. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (found) => {
    const name = JSON.stringify(found).slice(1, -1);
    return name === found ? `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}` : name;
  });
}

/** Whole numbers with thin groups of three, as people read them. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 line`, `1,204 lines` */
export function counted(count: number, what: string): string {
  return `${grouped(count)} ${what}${count === 1 ? '' : 's'}`;
}
