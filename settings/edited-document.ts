import { isMap, parseDocument } from 'yaml';

/** A document with an entry of a section set, or taken out; what else is in it stays as it is written, comments too. */
export function withEntry(
  text: string,
  [section, name]: readonly [section: string, name: string],
  value: object | null,
): string {
  const document = parseDocument(text, { schema: 'core', merge: false });
  if (!isMap(document.contents)) document.contents = document.createNode({}) as never;
  if (value === null) {
    document.deleteIn([section, name]);
    return document.toString({ lineWidth: 0 });
  }
  if (isMap(document.get(section))) document.setIn([section, name], document.createNode(value));
  else document.set(section, document.createNode({ [name]: value }));
  return document.toString({ lineWidth: 0 });
}
