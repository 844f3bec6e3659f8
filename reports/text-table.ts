/** A column of a table on the terminal. */
export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Rows as aligned text, titles first, a rule beneath them; ends with a line end. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => (row[index] ?? '').length)),
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
  return `${[titles, rule, ...rows.map(line)].join('\n')}\n`;
}

/** Whole numbers with thin groups of three, as people read them. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
