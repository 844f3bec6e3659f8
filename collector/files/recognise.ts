import type { Intake, Origin } from '../../record/intake.ts';
import { type InstallationKey, macOf } from '../../record/mac.ts';
import type { PickUpRules } from './listed-file.ts';

/** A known origin whose file is no longer at its path, with the keyed hash of the content its intake has. */
export interface Displaced {
  readonly origin: Origin;
  readonly content_mac: string;
}

/** What its whole content says about a file whose path was unknown or holds something else than before. */
export type Recognition =
  | { readonly kind: 'new' }
  /** The same bytes as an earlier intake: accounted for as duplicates. */
  | { readonly kind: 'resent'; readonly same_as: number }
  /** The file of an earlier intake, moved at its origin or only touched; what stands behind `consumed` is new. */
  | { readonly kind: 'moved'; readonly origin: Origin };

export interface Content {
  readonly path: string;
  readonly length: number;
  /** The keyed hash of the content up to an offset. */
  readonly macAt: (offset: number) => string | undefined;
}

/**
 * Pure. A displaced origin tells of a move only where we leave files alone: elsewhere it is gone because we moved it.
 * The bytes of an intake that still grows are not "the same" for good, so such a copy is taken as a file of its own,
 * and its lines turn out to be duplicates one by one.
 */
export function recognise(
  content: Content,
  known: { same: Intake | null; displaced: readonly Displaced[] },
  rules: PickUpRules,
): Recognition {
  if (rules.afterwards === 'leave') {
    const moved = known.displaced
      .filter(({ origin, content_mac }) => content.macAt(origin.consumed) === content_mac)
      .map(({ origin }) => origin)
      .sort((a, b) => preference(b, content.path) - preference(a, content.path))[0];
    if (moved !== undefined) return { kind: 'moved', origin: moved };
  }
  const { same } = known;
  if (same?.finished === true && same.length === content.length) return { kind: 'resent', same_as: same.id };
  return { kind: 'new' };
}

/** The longest match wins; of equal ones the file that stood at this very path (it was only touched). */
function preference(origin: Origin, path: string): number {
  return origin.consumed * 2 + (origin.path === path ? 1 : 0);
}

/** Finds origins by how they begin. Each head length that occurs is hashed once for a file, however many origins there are. */
export class HeadIndex {
  readonly #key: InstallationKey;
  readonly #byLength = new Map<number, Map<string, Origin[]>>();

  constructor(key: InstallationKey, origins: readonly Origin[]) {
    this.#key = key;
    for (const origin of origins) {
      const byMac = this.#byLength.get(origin.head_length) ?? new Map<string, Origin[]>();
      this.#byLength.set(origin.head_length, byMac);
      const alike = byMac.get(origin.head_mac);
      if (alike === undefined) byMac.set(origin.head_mac, [origin]);
      else alike.push(origin);
    }
  }

  get isEmpty(): boolean {
    return this.#byLength.size === 0;
  }

  /** Those that begin as this head does, as far as they go. */
  like(head: Buffer): Origin[] {
    return [...this.#byLength].flatMap(([length, byMac]) =>
      length > head.length ? [] : (byMac.get(macOf(this.#key, 'head', head.subarray(0, length))) ?? []),
    );
  }
}
