/** A section of the configuration to begin with: for people to read, change and answer for. */
export interface RetentionTemplate {
  readonly summary: string;
  /** YAML, with the source of each figure beside it. */
  readonly text: string;
}

const HEADING = `# A place to begin, not advice, and no claim that it complies with anything: read the sources, ask your
# data protection officer and your works council, and change what does not fit. What it would take, before it is
# applied: ./ledgerline retention preview --policy FILE
`;

const ITALY = `# Italy. Source: Garante per la protezione dei dati personali, decision no. 3 of 11 January 2018 [7554790], on
# telephones that a company gives to its staff.
retention:
  time_zone: Europe/Rome
  # The last four digits of the numbers are masked.
  masked_numbers: { hide: last, digits: 4 }
  calls:
    masked: 30 days
    anonymous: null
    # Six months; twelve had been asked for and were refused.
    gone: 6 months
  held_calls: { masked: 30 days, anonymous: null, gone: 3 months }
  # Not longer than calls are whole.
  raw_copies: 30 days
  undefined_lines: 30 days
  call_memory: 3 months
  # Counts and minutes without anybody in them.
  totals: { anonymous: 6 months, gone: 10 years }
`;

const FRANCE = `# France. Sources: CNIL, norme simplifiée NS-47 (délibération 2005-019 of 3 February 2005), which has no force of
# law any more and is still the usual practice; Code de commerce L123-22 for papers of the accounts.
retention:
  time_zone: Europe/Paris
  # NS-47: itemised statements hide the last four digits.
  masked_numbers: { hide: last, digits: 4 }
  calls:
    masked: 12 months
    anonymous: null
    # NS-47: one year from when the sums fall due; with bills of a quarter that is fifteen months.
    gone: 15 months
  held_calls: { masked: 90 days, anonymous: null, gone: 6 months }
  raw_copies: 90 days
  undefined_lines: 30 days
  call_memory: 6 months
  # L123-22: ten years. That is a reason to keep sums, and none to keep numbers.
  totals: { anonymous: 15 months, gone: 10 years }
`;

const GERMANY = `# Germany. Sources: Bundesarbeitsgericht, 27 May 1986 (1 ABR 48/84): to record calls needs an agreement with the
# works council, and private calls must be possible without their number (privacy.private_calls); § 11 TDDDG
# (before: § 99 TKG): itemised bills are whole or shortened by three digits. No law names a period: six months and a
# year are what agreements often say; put in what yours says.
retention:
  time_zone: Europe/Berlin
  masked_numbers: { hide: last, digits: 3 }
  calls:
    masked: 6 months
    anonymous: null
    gone: 12 months
  held_calls: { masked: 90 days, anonymous: null, gone: 6 months }
  raw_copies: 90 days
  undefined_lines: 30 days
  call_memory: 6 months
  totals: { anonymous: 12 months, gone: 10 years }
`;

const LONGEST = `# The longest that this program allows: ten years for everything but attachments, because nobody has shown a reason for more. Papers of
# accounts are the usual reason (in France Code de commerce L123-22), and they need sums, not numbers: before you take
# this, look whether totals alone would do.
retention:
  time_zone: UTC
  calls: { masked: null, anonymous: null, gone: 10 years }
  held_calls: { masked: null, anonymous: null, gone: 10 years }
  raw_copies: 10 years
  undefined_lines: 10 years
  call_memory: 10 years
  totals: { anonymous: null, gone: 10 years }
  attachments: 5 years
  exports: { of_people: 10 years, others: 10 years }
  directory: 10 years
  sessions: 10 years
  job_runs: { done: 10 years, failed: 10 years, cancelled: 10 years }
  configuration_versions: 10 years
  audit: 10 years
  log_files: 10 years
  ledger: 10 years
  holds: 10 years
`;

export const RETENTION_TEMPLATES = {
  france: { summary: 'masked after a year, gone after fifteen months', text: HEADING + FRANCE },
  germany: { summary: 'masked after six months, gone after a year', text: HEADING + GERMANY },
  italy: { summary: 'masked after a month, gone after six months', text: HEADING + ITALY },
  longest: { summary: 'ten years, the longest there is', text: HEADING + LONGEST },
} as const satisfies Readonly<Record<string, RetentionTemplate>>;
