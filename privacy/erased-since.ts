import type { ArchivedCall } from '../record/archive.ts';
import type { Erasing, Erasure, SubjectMac } from '../record/erasure.ts';
import type { ReturningCall } from '../store/archive-store.ts';

/**
 * What erasures that came after an archive was written demand of the calls in it. All legs of a call go together; where one is
 * to go and one to be nobody's, it goes.
 */
export function erasedSince(
  lines: readonly string[],
  erasures: readonly Erasure[],
  mac: SubjectMac,
): ReturningCall[] {
  if (erasures.length === 0) return lines.map((line) => ({ line, erased: null }));
  const judge = new Judge(erasures, mac);
  const calls = lines.map((line) => ({ line, call: JSON.parse(line) as ArchivedCall }));
  const groups = new Map<number, Erasing>();
  const own = calls.map(({ call }) => {
    const erased = judge.of(call);
    const { call_group } = call;
    if (erased !== null && call_group !== null && groups.get(call_group) !== 'delete')
      groups.set(call_group, erased);
    return erased;
  });
  return calls.map(({ line, call }, place) => ({
    line,
    erased: (call.call_group === null ? null : groups.get(call.call_group)) ?? own[place] ?? null,
  }));
}

/** Numbers and names come again and again: each is hashed once. */
class Judge {
  private readonly erasures;
  private readonly mac: SubjectMac;
  private readonly known = new Map<string, string>();

  constructor(erasures: readonly Erasure[], mac: SubjectMac) {
    this.mac = mac;
    this.erasures = erasures.map((erasure) => ({
      ...erasure,
      numbers: new Set(erasure.numbers),
      extensions: new Set(erasure.extensions),
      names: new Set(erasure.names),
    }));
  }

  of({ day, calling, called, dialled, extension, calling_name, called_name }: ArchivedCall): Erasing | null {
    const parties = this.hashes('number', [calling, called, dialled]);
    const inside = this.hashes('number', [extension]);
    const names = this.hashes('name', [calling_name, called_name]);
    const found = this.erasures.filter(
      ({ numbers, extensions, names: named, from_day, to_day }) =>
        (from_day === null || day >= from_day) &&
        (to_day === null || day <= to_day) &&
        (parties.some((one) => numbers.has(one)) ||
          inside.some((one) => extensions.has(one)) ||
          names.some((one) => named.has(one))),
    );
    if (found.length === 0) return null;
    return found.some(({ how }) => how === 'delete') ? 'delete' : 'anonymise';
  }

  private hashes(what: 'number' | 'name', values: readonly (number | string | null)[]): string[] {
    return values
      .filter((value) => value !== null)
      .map((value) => {
        const text = String(value);
        const key = `${what} ${text}`;
        const hash = this.known.get(key) ?? this.mac(what, text);
        this.known.set(key, hash);
        return hash;
      });
  }
}
