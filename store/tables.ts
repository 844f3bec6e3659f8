/** The tables of the database as Kysely sees them; never used outside store/. Meaning: migrations/0001-records.ts. */
export interface Tables {
  source: { id: number; name: string; host_key: string | null; last_settings: number | null };
  label: { id: number; text: string };
  processing_settings: {
    id: number;
    source: number;
    settings: string;
    program: string;
    first_used_at: number;
  };
  session: {
    id: number;
    source: number;
    started_at: number;
    ended_at: number | null;
    peer: string;
    result: string;
    detail: string | null;
    bytes: number;
    files: number;
    files_known: number;
    retries: number;
  };
  intake: {
    id: number;
    source: number;
    kind: string;
    name: string | null;
    day: number;
    received_at: number;
    same_as: number | null;
    session: number | null;
    length: number;
    finished: number;
    cursor: number;
    state: string | null;
    /** When its raw copy went, which `path` does not name any more. */
    raw_gone_at: number | null;
    /** When all of it was blanked but for what a legal hold keeps. */
    raw_blanked_at: number | null;
    content_mac: string | null;
    path: string;
    lines: number;
    calls: number;
    held: number;
    undefined: number;
    duplicates: number;
    ignored: number;
    excluded: number;
  };
  refused_file: {
    source: number;
    path: string;
    refused_at: number;
    session: number;
    reason: string;
    hint: string;
  };
  delivery: {
    id: number;
    intake: number;
    session: number | null;
    received_at: number;
    first_offset: number;
    end_offset: number | null;
    continues: number | null;
  };
  chunk: {
    intake: number;
    first_offset: number;
    end_offset: number;
    received_at: number;
    delivery: number;
    settings: number;
    state_before: string;
    outcomes: string;
    first_day: number | null;
    last_day: number | null;
    /** Of the lines that stand in the raw copy as they came, duplicates among them; null where age took what it can. */
    oldest_day: number | null;
  };
  call: {
    id: number;
    source: number;
    intake: number;
    offset: number;
    length: number;
    day: number;
    identity: number;
    occurrence: number;
    call_group: number | null;
    head: number;
    started_at: number;
    utc_offset_min: number;
    answered_at: number | null;
    /** Where it is not that of the start. */
    answered_offset_min: number | null;
    ended_at: number | null;
    ended_offset_min: number | null;
    ring_ms: number | null;
    duration_ms: number | null;
    direction: number;
    answered: number | null;
    calling: number | null;
    called: number | null;
    dialled: number | null;
    extension: number | null;
    destination_class: number;
    private: number | null;
    held_by: number | null;
    marks: number;
    /** A place in CALL_STEPS. */
    step: number;
    cause: number | null;
    trunk: number | null;
    destination_country: number | null;
    cost_micros: number | null;
    /** The row of a tariff; null also where its prefix would show digits that are hidden. */
    rate: number | null;
    currency: number | null;
    call_key: string | null;
    calling_name: string | null;
    called_name: string | null;
    account_code: string | null;
    odd_numbers: string | null;
    /** Computed by the database: the six parts of the day are counted on from day to day. */
    readonly day_part: number;
    extra: string | null;
  };
  undefined_line: {
    intake: number;
    offset: number;
    length: number;
    reason: string;
    detail: string;
    received_at: number;
    written_off_at: number | null;
    written_off_by: string | null;
    written_off_reason: string | null;
  };
  quality: {
    intake: number;
    offset: number;
    day: number;
    call_group: number;
    identity: number;
    leg: number | null;
    measured_at: number;
    measures: string;
  };
  number_run: {
    intake: number;
    chunk: number;
    place: number;
    series: string | null;
    first: number;
    count: number;
    offset: number;
    last_offset: number;
    unread: number;
    again: number | null;
  };
  duplicate: {
    intake: number;
    offset: number;
    length: number;
    call: number | null;
    calling: number | null;
    calling_text: string | null;
    private: number | null;
  };
  to_blank: { intake: number; offset: number; length: number; code: string };
  blanked_copy: {
    intake: number;
    places: number;
    bytes: number;
    blanked_at: number;
    print_length: number;
    content_mac: string | null;
  };
  backup: { target: string; name: string; made_at: number; bytes: number; sha256: string };
  erasure_log: { sequence: number; at: number; line: string };
  configuration_version: { id: number; applied_at: number; applied_by: string; reason: string; text: string };
  job_run: {
    id: number;
    job: string;
    due_at: number | null;
    started_at: number;
    ended_at: number | null;
    started_by: string;
    result: string;
    counts: string;
    detail: string | null;
  };
}
