import type { Connection } from '../open-database.ts';

/** Looked up at once, in two milliseconds or so. */
const CALLS_A_SLICE = 5_000;

interface Listing {
  readonly day: number;
  /** How far the index was gone through; null when the day has no more. */
  from: { identity: number; occurrence: number } | null;
  readonly found: number[];
  /** In their order, when all are found. */
  ids: Float64Array;
  /** How many of them were gone through. */
  taken: number;
}

/**
 * The calls of a day in the order in which they arrived, for those who go through all of them in batches: calls that arrived together
 * stand beside each other, so a batch of them changes a third fewer pages than one in the order of the index by which a day is found.
 */
export function createListedCalls(connection: Connection) {
  const slice = connection
    .prepare<{ day: number; identity: number; occurrence: number; limit: number }, number>(
      `select id from call where day = @day and (identity, occurrence) > (@identity, @occurrence)
       order by identity, occurrence limit @limit`,
    )
    .pluck();
  const placeOf = connection.prepare<[number], NonNullable<Listing['from']>>(
    'select identity, occurrence from call where id = ?',
  );
  let listing: Listing | null = null;
  const of = (day: number): Listing => {
    if (listing?.day !== day || listing.from !== null)
      throw new Error(`the calls of day ${day} are not listed`);
    return listing;
  };
  return {
    /** A part of the list, or its beginning; true when it is whole. */
    list: (day: number, begins: boolean): boolean => {
      if (begins || listing?.day !== day)
        listing = {
          day,
          from: { identity: -1, occurrence: 0 },
          found: [],
          ids: new Float64Array(),
          taken: 0,
        };
      if (listing.from === null) return true;
      const ids = slice.all({ day, ...listing.from, limit: CALLS_A_SLICE });
      for (const id of ids) listing.found.push(id);
      listing.from = ids.length < CALLS_A_SLICE ? null : (placeOf.get(ids.at(-1) ?? 0) ?? null);
      if (listing.from === null) listing.ids = Float64Array.from(listing.found.splice(0)).sort();
      return listing.from === null;
    },
    next: ({ day, limit }: { day: number; limit: number }): readonly number[] => {
      const { ids, taken } = of(day);
      return [...ids.subarray(taken, taken + limit)];
    },
    /** Behind the calls of the batch. Where its transaction fails in the end, the run does, and the next one lists anew. */
    taken: (day: number, calls: number): void => {
      of(day).taken += calls;
    },
    /** True when the day has no more. */
    isDone: (day: number): boolean => {
      const { ids, taken } = of(day);
      return taken >= ids.length;
    },
    end: (): void => {
      listing = null;
    },
  };
}
