import type { TextPlace } from '../../record/reading.ts';

/** The parts of a flexible NEAX record by their kind, as sent; null when the lengths do not lead to its end. */
export function flexibleParts(data: string): ReadonlyMap<string, string> | null {
  const parts = new Map<string, string>();
  let at = 0;
  while (at < data.length) {
    const head = data.slice(at, at + 4);
    // Behind the last part only blanks may follow, where a terminal filled its line.
    if (data.slice(at).trim() === '') break;
    if (!/^\d{4}$/.test(head)) return null;
    const end = at + 4 + Number(head.slice(2));
    if (end > data.length) return null;
    const kind = head.slice(0, 2);
    // Of kinds that come twice, alternate routes for example, the first counts.
    if (!parts.has(kind)) parts.set(kind, data.slice(at + 4, end));
    at = end;
  }
  return parts;
}

/** The characters of the first part of a kind in a line whose parts begin at a place; null where it has none. */
export function partPlace(line: string, begin: number, kind: string): TextPlace | null {
  for (let at = begin; at + 4 <= line.length; ) {
    const length = Number(line.slice(at + 2, at + 4));
    if (line.slice(at, at + 2) === kind) return { from: at + 4, to: at + 4 + length };
    at += 4 + (length || 0);
  }
  return null;
}

/** A station or a trunk as the physical part of a party has it. */
export interface PhysicalParty {
  readonly id: string;
  readonly station: string;
  /** Route and member; '' for a station. */
  readonly trunk: string;
}

/** Id 1, tenant 3, then a station of 6, or route 3 and trunk 3 where the id is 2. */
export function physicalParty(part: string | undefined): PhysicalParty {
  const id = part?.charAt(0) ?? '';
  const rest = part?.slice(4, 10) ?? '';
  const isTrunk = id === '2';
  return {
    id,
    station: isTrunk ? '' : rest.trim(),
    trunk: isTrunk ? `${rest.slice(0, 3)}/${rest.slice(3)}` : '',
  };
}

/** The number behind its fusion point code (3) and user group (3). */
export function telephoneNumber(part: string | undefined): string {
  return part?.slice(6).trim() ?? '';
}
