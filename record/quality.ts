/** What one record measured: keys that its driver declares, with the unit last in the name. */
export type Measures = Readonly<Record<string, string | number>>;

/** What a quality record says, as its driver reads it: it makes no call, and belongs to one by the key of that call. */
export interface QualityReading {
  /** Null where the record does not name it whole: nothing is joined then. */
  readonly call_key: string | null;
  /** The source that brings the calls, where it is another one than that of the record. */
  readonly calls_of: string | null;
  /** The record's own key: a record that comes twice is one. */
  readonly record_key: string | null;
  /** The telephone system's number of the leg that was measured. */
  readonly leg: number | null;
  /** UTC milliseconds. */
  readonly measured_at: number;
  /** Whose leg it was: never stored, and known so that it can be withheld. Null where it is withheld already. */
  readonly party: string | null;
  readonly device: string | null;
  readonly measures: Measures;
}

/** The same on its way to the store. */
export interface QualityRecord {
  readonly offset: number;
  /** UTC day of the measurement. */
  readonly day: number;
  readonly call_group: number;
  readonly identity: number;
  readonly leg: number | null;
  readonly measured_at: number;
  /** JSON. */
  readonly measures: string;
}
