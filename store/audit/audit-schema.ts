/** Of `user_version`. */
export const AUDIT_SHAPE = 1;

/**
 * What was done is only ever added to. Records go by age alone, from the first, behind a signed checkpoint that the rest begins
 * with; payloads may go at any time. Triggers keep mistakes off; who can write the file is kept off by the checkpoints.
 */
export const AUDIT_SCHEMA = `
create table audit_record (
  n integer primary key,
  utc_ms integer not null,
  account text not null,
  address text not null,
  computer text not null,
  action text not null,
  object text not null,
  level text not null,
  result text not null,
  begun integer,
  commitment blob not null,
  head blob not null
) strict;

create table audit_payload (
  n integer primary key,
  salt blob not null,
  payload text not null
) strict;

create table audit_segment (
  after integer primary key,
  head blob not null,
  note text not null
) strict;

create trigger audit_record_as_written before update on audit_record
begin select raise(abort, 'a record of the audit log is never changed'); end;

create trigger audit_record_stays before delete on audit_record
when old.n > coalesce((select max(after) from audit_segment), 0)
begin select raise(abort, 'a record of the audit log goes by its age only'); end;

create trigger audit_record_next before insert on audit_record
when new.n <> coalesce((select max(n) from audit_record), (select max(after) from audit_segment), 0) + 1
begin select raise(abort, 'a record of the audit log follows the last one'); end;

create trigger audit_payload_as_written before update on audit_payload
begin select raise(abort, 'what stands beside a record of the audit log is never changed'); end;

create trigger audit_segment_as_written before update on audit_segment
begin select raise(abort, 'a segment of the audit log is never changed'); end;

create trigger audit_segment_stays before delete on audit_segment
begin select raise(abort, 'segments of the audit log are never deleted'); end;

pragma user_version = ${AUDIT_SHAPE};
`;
