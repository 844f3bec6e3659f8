/** A piece of a document under a heading, up to the next heading of any level. */
export interface Section {
  readonly level: number;
  readonly title: string;
  readonly text: string;
}

export function sectionsOf(markdown: string): Section[] {
  const sections: Section[] = [];
  let fenced = false;
  for (const line of markdown.split('\n')) {
    if (line.trimStart().startsWith('```')) fenced = !fenced;
    const heading = fenced ? null : /^(#+) (.+)$/.exec(line);
    const last = sections.pop();
    if (heading !== null) {
      if (last !== undefined) sections.push(last);
      sections.push({ level: heading[1]?.length ?? 0, title: heading[2] ?? '', text: '' });
    } else if (last !== undefined) sections.push({ ...last, text: `${last.text}${line}\n` });
  }
  return sections;
}

/** Titles one level below a heading, up to the next heading of its own level. */
export function titlesUnder(markdown: string, title: string): string[] {
  const sections = sectionsOf(markdown);
  const start = sections.findIndex((section) => section.title === title);
  const level = sections[start]?.level ?? 0;
  const rest = sections.slice(start + 1);
  const end = rest.findIndex((section) => section.level <= level);
  return rest
    .slice(0, end === -1 ? rest.length : end)
    .filter((section) => section.level === level + 1)
    .map((section) => section.title);
}

/** The first cell of every row of the tables in a text, without code marks; the heading row is left out. */
export function firstCells(text: string): string[] {
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  const rule = rows.findIndex((line) => /^\|[-| :]+\|$/.test(line));
  return rows.slice(rule + 1).map((line) => (line.split('|')[1] ?? '').trim().replaceAll('`', ''));
}

/** Targets of links and pictures, without those inside code. */
export function linksOf(markdown: string): string[] {
  const text = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), (match) => match[1] ?? '');
}

/** The anchor that a heading gets. */
export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

/** Command lines of the program, in blocks and within sentences, each from `./ledgerline` to its end. */
export function commandLines(text: string): string[] {
  return Array.from(
    text.matchAll(/\.\/ledgerline(?![\w-])([^\n`'"“”)\\]*(?:"[^"\n`]*"[^\n`'")\\]*)*)/g),
    (match) => (match[1] ?? '').split(/ (?:[|#>]|&&) ?|; |, then\b/)[0]?.trim() ?? '',
  );
}
