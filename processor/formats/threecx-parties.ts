import type { Direction } from '../../record/call.ts';

/** One party of a record: what kind it is, its number as printed, and the number inside the system that stands for it. */
export interface ThreeCxParty {
  readonly type: string;
  readonly number: string;
  readonly dn: string;
}

/** `Ext.10016` is the extension 10016 as people dial it. */
export function dialledForm(number: string): string {
  return number.startsWith('Ext.') ? number.slice(4) : number;
}

/** The extension of a party that the record says to be one, by its type or by `Ext.` before its number. */
export function extensionOf({ type, number, dn }: ThreeCxParty): string | null {
  const isExtension = type === '' ? number.startsWith('Ext.') : type === 'Extension';
  const digits = dn || dialledForm(number);
  return isExtension && /^\d{2,12}$/.test(digits) ? digits : null;
}

/** The number inside the system that stands for a line. */
export function lineOf({ type, dn }: ThreeCxParty): string | null {
  return type === 'Line' ? dn || null : null;
}

/** Types that are known to be within the system. */
const INSIDE = new Set(['Extension', 'Queue', 'IVR']);

/** Null where the record does not say it, or by a type that is not known. */
function isInside({ type, number }: ThreeCxParty): boolean | null {
  if (INSIDE.has(type) || (type === '' && number.startsWith('Ext.'))) return true;
  return type === 'Line' ? false : null;
}

/** From where the call came to where it ended. */
export function directionBetween(from: ThreeCxParty, to: ThreeCxParty): Direction | null {
  const [fromInside, toInside] = [isInside(from), isInside(to)];
  if (fromInside === null || toInside === null) return null;
  if (fromInside) return toInside ? 'internal' : 'outgoing';
  return toInside ? 'incoming' : 'transit';
}
