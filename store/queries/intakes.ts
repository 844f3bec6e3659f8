import type { Kysely } from 'kysely';
import type { RefusedFile, Session } from '../../record/intake.ts';
import type { RawCopy } from '../../record/raw-copy.ts';
import type { Connection } from '../open-database.ts';
import type { Tables } from '../tables.ts';
import { framesOf } from './raw-copies.ts';

export interface IntakeFound {
  readonly id: number;
  readonly source: string;
  readonly kind: string;
  readonly name: string | null;
  readonly received_at: number;
  readonly same_as: number | null;
  readonly length: number;
  readonly cursor: number;
  /** Keyed hash of the `length` bytes; null where none was taken. */
  readonly content_mac: string | null;
  /** What was overwritten in its raw copy, with the print of the first `print_length` bytes since; null if nothing was. */
  readonly blanked: { places: number; print_length: number; content_mac: string | null } | null;
  /** Places of it that are still to be overwritten. */
  readonly to_blank: number;
  /** When its raw copy went because of its age; null while it is there. */
  readonly raw_gone_at: number | null;
  readonly copy: RawCopy;
}

/** An intake with its raw copy; of a resent one that of the intake it repeats. */
export async function findIntake(
  store: { readonly connection: Connection; readonly query: Kysely<Tables> },
  id: number,
): Promise<IntakeFound | null> {
  const row = await store.query
    .selectFrom('intake')
    .innerJoin('source', 'source.id', 'intake.source')
    .select([
      'intake.id',
      'source.name as source',
      'kind',
      'intake.name',
      'received_at',
      'same_as',
      'length',
      'cursor',
      'content_mac',
      'path',
      'raw_gone_at',
    ])
    .where('intake.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { path, ...found } = row;
  const holder = found.same_as ?? found.id;
  const blanked = await store.query
    .selectFrom('blanked_copy')
    .select(['places', 'print_length', 'content_mac'])
    .where('intake', '=', holder)
    .executeTakeFirst();
  const { to_blank } = await store.query
    .selectFrom('to_blank')
    .select((of) => of.fn.countAll<number>().as('to_blank'))
    .where('intake', '=', holder)
    .executeTakeFirstOrThrow();
  const copy = { path, frames: framesOf(store.connection, holder) };
  return { ...found, blanked: blanked ?? null, to_blank, copy };
}

/** Connections and rounds, newest first. */
export async function sessions(
  query: Kysely<Tables>,
  source: string | null,
  limit: number,
): Promise<Session[]> {
  const rows = query
    .selectFrom('session')
    .innerJoin('source', 'source.id', 'session.source')
    .select([
      'session.id',
      'source.name as source',
      'started_at',
      'ended_at',
      'peer',
      'result',
      'detail',
      'bytes',
    ])
    .select(['files', 'files_known', 'retries'])
    .orderBy('session.id', 'desc')
    .limit(limit);
  const found = await (source === null ? rows : rows.where('source.name', '=', source)).execute();
  return found as Session[];
}

/** Files that could not be taken as they are, and still stand at their origin. */
export async function refusedFiles(query: Kysely<Tables>, source: string | null): Promise<RefusedFile[]> {
  const rows = query
    .selectFrom('refused_file')
    .innerJoin('source', 'source.id', 'refused_file.source')
    .select(['source.name as source', 'path', 'refused_at', 'session', 'reason', 'hint'])
    .orderBy('source.name')
    .orderBy('path');
  return await (source === null ? rows : rows.where('source.name', '=', source)).execute();
}

/** Sources the store has met, with their trusted host key and how much they brought. */
export async function knownSources(query: Kysely<Tables>) {
  return await query
    .selectFrom('source')
    .leftJoin('intake', 'intake.source', 'source.id')
    .select((of) => [
      'source.name as source',
      'source.host_key as host_key',
      of.fn.count<number>('intake.id').as('intakes'),
      of.fn.max('intake.received_at').as('last_received_at'),
    ])
    .groupBy('source.id')
    .orderBy('source.name')
    .execute();
}

export interface ConfigurationVersion {
  readonly id: number;
  readonly applied_at: number;
  readonly applied_by: string;
  readonly reason: string;
  readonly text: string;
}

/** The configuration that was in force at a moment; null where none had been applied. */
export async function configurationAt(
  query: Kysely<Tables>,
  at: number,
): Promise<ConfigurationVersion | null> {
  const found = await query
    .selectFrom('configuration_version')
    .selectAll()
    .where('applied_at', '<=', at)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return found ?? null;
}

/** Applied configurations, newest first. */
export function configurationVersions(connection: Connection): ConfigurationVersion[] {
  return connection
    .prepare<[], ConfigurationVersion>('select * from configuration_version order by id desc')
    .all();
}

/** Files that came in part and that nobody went on with since a moment. */
export function cutTransfers(connection: Connection, before: number): number {
  const count = connection
    .prepare<[number], number>('select count(*) from transfer where noted_at < ?')
    .pluck();
  return count.get(before) ?? 0;
}
