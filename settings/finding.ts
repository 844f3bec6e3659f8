/** Keys and places from the root of the document down. */
export type Path = readonly (string | number)[];

/** Something in the document that is not allowed, before anybody knows the line it stands on. */
export interface Finding {
  readonly path: Path;
  /** What is wrong: the name itself, or what stands under it. */
  readonly at: 'key' | 'value';
  /** A whole sentence without the place. */
  readonly message: string;
  /** Every key or value allowed there; empty where there is no list of them. */
  readonly allowed: readonly string[];
}

/** `sources["a.b"].columns[2]`: dots part keys, so a key with a dot or a blank is put in quotes. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!/^[\w-]+$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** The thing at the path as a sentence begins with it. */
export function subject(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the document';
  if (typeof last === 'string') return `“${last}”`;
  const list = path.findLast((step) => typeof step === 'string');
  return list === undefined ? `entry ${last + 1}` : `entry ${last + 1} of “${list}”`;
}

/** A value as people recognise it, cut where it is long. Secrets are not repeated, not even wrong ones. */
export function found(value: unknown, path: Path): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'keys with values';
  if (path.some((step) => typeof step === 'string' && namesSecret(step))) return 'the text given';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `“${shortened(value)}”`;
  return `${typeof value === 'number' ? 'the number ' : ''}${shortened(String(value))}`;
}

/** Values under such a key are only ever references, and a wrong one may be the secret itself. */
export function namesSecret(key: string): boolean {
  return /passw|passphrase|secret|token|private_key|api_key|credential/i.test(key);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
