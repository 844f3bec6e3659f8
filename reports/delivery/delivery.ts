/** A file that is brought somewhere. */
export interface DeliveredFile {
  readonly name: string;
  readonly media_type: string;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** How a try to deliver ended. `refused`: it will not be otherwise tomorrow. */
export type DeliveryEnd =
  | { readonly end: 'delivered' }
  | { readonly end: 'failed' | 'refused'; readonly detail: string }
  /** The mail server is not there, is not the one that is meant, or lets nobody in: so it is for every other mail, too. */
  | { readonly end: 'no server'; readonly detail: string };

const MINUTE_MS = 60_000;
const WAITS_MIN = [1, 2, 5, 10, 20, 40];
const LONGEST_MIN = 60;

/** When a delivery is tried again after so many tries; null where it is given up. */
export function nextTry(
  tries: number,
  { now, since, for_hours }: { readonly now: number; readonly since: number; readonly for_hours: number },
): number | null {
  const next = now + (WAITS_MIN[tries - 1] ?? LONGEST_MIN) * MINUTE_MS;
  return next - since > for_hours * 60 * MINUTE_MS ? null : next;
}
