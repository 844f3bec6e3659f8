/** Reading a document nobody has checked yet: every step may meet anything. */
export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands under a name, never what every object inherits: `constructor` is a name like any other. */
export function own<Value>(from: Readonly<Record<string, Value>>, name: unknown): Value | undefined {
  return typeof name === 'string' && Object.hasOwn(from, name) ? from[name] : undefined;
}

/** The entries of a section that are mappings; what is wrong with the others, the schema says. */
export function entriesOf(document: unknown, section: string): [string, Mapping][] {
  const entries = isMapping(document) ? own(document, section) : undefined;
  if (!isMapping(entries)) return [];
  return Object.entries(entries).flatMap(([name, entry]) => (isMapping(entry) ? [[name, entry]] : []));
}
