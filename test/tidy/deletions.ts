import type { SourceFile } from './repository.ts';

/** A statement that takes something out of the store, as `path: what table`. */
export function takingStatements(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, uncommented }) => [
    ...found(path, uncommented, /\bdelete\s+from\s+(\w+)/gi, (table) => `delete ${table}`),
    ...found(path, uncommented, /\breplace\s+into\s+(\w+)/gi, (table) => `replace ${table}`),
    ...found(path, uncommented, /\b(?:drop\s+table|truncate)\s+(\w+)/gi, (table) => `drop ${table}`),
    ...found(path, uncommented, /\.(?:deleteFrom|updateTable)\(\s*['"](\w+)/g, (table) => `query ${table}`),
    ...found(path, uncommented, /\bupdate\s+(\w+)\s+set\b([\s\S]*?)(?:\bwhere\b|[`"]|'\s*[,)])/gi, erases),
  ]);
}

function found(
  path: string,
  text: string,
  pattern: RegExp,
  what: (table: string, rest: string) => string | null,
): string[] {
  return [...text.matchAll(pattern)].flatMap(([, table = '', rest = '']) => {
    const name = what(table, rest);
    return name === null ? [] : [`${path}: ${name}`];
  });
}

/** A column becomes nothing, or something of a call is written over. */
function erases(table: string, values: string): string | null {
  const empties = /=\s*(?:null|''|'null'|'\[\]')|\bthen null\b|WITHOUT_|json_(?:set|remove)/.test(values);
  return empties || table === 'call' ? `empty ${table}` : null;
}

/** The methods of an interface, by its text. */
export function methodsOf(text: string, name: string): string[] {
  const [, body = ''] = new RegExp(`interface ${name}\\b[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(text) ?? [];
  return [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, method = '']) => method);
}

/** Where one of the methods is called, as `path: method`. */
export function callsOf(files: readonly SourceFile[], methods: readonly string[]): string[] {
  return files.flatMap(({ path, code }) =>
    methods
      .filter((method) => new RegExp(`[sS]tore\\??\\.${method}\\b`).test(code))
      .map((method) => `${path}: ${method}`),
  );
}
