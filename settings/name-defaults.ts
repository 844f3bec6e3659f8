import { isMapping, own } from './as-written.ts';
import type { Path } from './finding.ts';

/** What a rule over several keys compared: how its sentence names them, and where they stand beside the one it is about. */
export interface Compared {
  /** How many steps of the path of the issue lead from there to the key it is about. */
  readonly steps: number;
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/** Says in such a sentence which values nobody wrote: `gone (36 months, the default)`. */
export function nameDefaults(
  text: string,
  { path, params }: { readonly path: Path; readonly params?: Record<string, unknown> | undefined },
  given: unknown,
): string {
  const compared = params?.compared as Compared | undefined;
  if (compared === undefined || given === undefined) return text;
  const base = path.slice(0, path.length - compared.steps).map(String);
  let named = ` ${text}`;
  for (const [name, key] of Object.entries(compared.keys)) {
    const at = named.indexOf(` ${name} (`);
    if (at === -1 || isWritten(given, [...base, ...key])) continue;
    const end = named.indexOf(')', at);
    named = `${named.slice(0, end)}, the default${named.slice(end)}`;
  }
  return named.trimStart();
}

function isWritten(given: unknown, path: readonly string[]): boolean {
  const found = path.reduce<unknown>((at, step) => (isMapping(at) ? own(at, step) : undefined), given);
  return found !== undefined;
}
