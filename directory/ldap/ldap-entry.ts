/** An entry as a server gave it. */
export interface LdapEntry {
  readonly dn: string;
  /** By names of attributes in small letters; bytes where a value is no text. */
  readonly values: ReadonlyMap<string, readonly (string | Uint8Array)[]>;
}

/** The attribute by which Active Directory knows an entry; it is bytes, whatever they look like. */
const GUID = 'objectguid';

/** The values of an attribute that are text and not empty. */
export function textsOf({ dn, values }: LdapEntry, attribute: string): string[] {
  const name = attribute.toLowerCase();
  if (name === 'dn') return [dn];
  const found = values.get(name) ?? [];
  if (name === GUID) return found.flatMap(guidText);
  return found.flatMap((value) => (typeof value === 'string' && value.trim() !== '' ? [value.trim()] : []));
}

/** As Active Directory shows it: the first three groups of its bytes from behind. */
function guidText(value: string | Uint8Array): string[] {
  if (typeof value === 'string' || value.length !== 16) return [];
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  const hex = order.map((at) => (value[at] ?? 0).toString(16).padStart(2, '0')).join('');
  return [hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')];
}
