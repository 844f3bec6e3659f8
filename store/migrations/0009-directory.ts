/**
 * The directory: entries, and assignments that hold on whole local days (`to_day` null: open). Ids are given once over all
 * lists. `extension_span` and `account_code_span` are worked out of them for joining calls: whose an extension of a site is from
 * one day to another, with the ids of the tree from its top down to the unit (`/1/7/`); an open end is a day that never comes. Units stand
 * among the extensions, at no site, by the number that anonymous calls have in the place of their extension.
 */
export const directory = {
  name: '0009-directory',
  sql: `
create table directory_version (
  id integer primary key, at integer not null, by text not null, list text not null, counts text not null
) strict;

create table person (
  id integer primary key, external_id text not null unique, name text, email text, login text, origin text,
  to_day integer
) strict;

create table unit (
  id integer primary key, code text not null unique, name text, kind text not null, to_day integer
) strict;

create table extension (
  id integer primary key, site text not null, number integer not null, name text not null, to_day integer,
  unique (site, number)
) strict;

create table device (id integer primary key, name text not null unique, to_day integer) strict;

create table account_code (id integer primary key, code text not null unique, name text, to_day integer) strict;

create table contact (
  id integer primary key, number integer not null unique, name text, organisation text, to_day integer,
  had_call integer
) strict;

create table assignment (
  kind text not null, subject integer not null, from_day integer not null, to_day integer, target integer not null,
  primary key (kind, subject, from_day), check (to_day is null or to_day >= from_day)
) strict, without rowid;
create index assignment_target on assignment (target);

create table extension_span (
  site text not null, number integer not null, from_day integer not null, to_day integer not null,
  person integer, unit integer, path text not null, primary key (site, number, from_day)
) strict, without rowid;

create table account_code_span (
  code text not null, from_day integer not null, to_day integer not null,
  person integer, unit integer, path text not null, primary key (code, from_day)
) strict, without rowid;
`,
} as const;
