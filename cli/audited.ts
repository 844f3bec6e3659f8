/** What a command touches that belongs to people, or decides about it. */
export type AuditTopic =
  | 'attachments'
  | 'archives'
  | 'audit'
  | 'backups'
  | 'call memory'
  | 'calls'
  | 'clock'
  | 'configuration'
  | 'data folder'
  | 'directory'
  | 'holds'
  | 'jobs'
  | 'lines'
  | 'reports'
  | 'sessions'
  | 'subjects'
  | 'tariffs'
  | 'totals';

/**
 * What of a command is recorded. `none`: it shows and changes nothing that belongs to people. What `runs` is upkeep, which a full
 * disk must not keep from making room or taking in: it is recorded where that can be done, and its own books tell of it besides.
 */
export type CommandAudit =
  | 'none'
  | { readonly reads: AuditTopic }
  | { readonly changes: AuditTopic }
  | { readonly runs: 'intake' | 'job' | 'service' };
