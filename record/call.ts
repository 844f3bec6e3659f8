export const DIRECTIONS = ['incoming', 'outgoing', 'internal', 'transit'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const DESTINATION_CLASSES = [
  'internal',
  'local',
  'national',
  'mobile',
  'international',
  'premium',
  'freephone',
  'emergency',
  'feature',
  'unknown',
] as const;
export type DestinationClass = (typeof DESTINATION_CLASSES)[number];

/** Marks that say how a value was reached where the record left room. Bits, added up in one whole number. */
export const CALL_MARKS = {
  /** The local time occurs twice (autumn); order and duration decided. */
  ambiguous_time: 1,
} as const;

/** A stored call as commands, reports and the API show it. Unset is null, never 0 or '', and so is what is not shown. */
export interface SeenCall {
  id: number;
  source: string;
  driver: string;
  intake: number;
  /** Place of the line in the unpacked raw copy, bytes; null for those who may not see it. */
  offset: number | null;
  length: number | null;
  call_key: string | null;
  /** True for the earliest leg of its call; calls count heads, legs count rows. */
  head: boolean;
  /** ISO 8601 with the offset of the site's zone at the start of the call. */
  started_at: string;
  answered_at: string | null;
  ended_at: string | null;
  ring_ms: number | null;
  duration_ms: number | null;
  direction: Direction;
  answered: boolean | null;
  cause: string | null;
  /** E.164 with +, else the extension, else as sent. */
  calling: string | null;
  called: string | null;
  /** The digits as the record has them. */
  dialled: string | null;
  calling_name: string | null;
  called_name: string | null;
  /** The inside party; of an internal call the caller's. */
  extension: string | null;
  trunk: string | null;
  account_code: string | null;
  destination_class: DestinationClass;
  /** ISO 3166-1 alpha-2. */
  destination_country: string | null;
  /** Whole millionths of `currency`; null where no tariff charges the call. */
  cost_micros: number | null;
  currency: string | null;
  /** The row of the tariff that the call begins with; null also where it would show digits that are hidden. */
  rate: number | null;
  private: boolean | null;
  /** The threshold that holds the call out of reports; null for a call. */
  held_by: string | null;
  marks: string[];
  extra: Record<string, string | number> | null;
}

/** A call of which nothing is kept from whoever looks at it. */
export interface Call extends SeenCall {
  offset: number;
  length: number;
}
