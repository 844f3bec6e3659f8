import type { Connection } from './open-database.ts';
import type { Restriction } from './queries/restrictions.ts';

/** Places and releases restrictions. One that is released forgets whom it was about. */
export function createRestrictions(connection: Connection) {
  const place = connection.prepare(
    `insert into restriction (placed_at, placed_by, reason, subject)
     values (@placed_at, @placed_by, @reason, @subject)`,
  );
  const release = connection.prepare(
    `update restriction set subject = null, released_at = @at, released_by = @by, released_reason = @reason
     where id = @id and subject is not null`,
  );
  return {
    placeRestriction: ({ subject, ...restriction }: Omit<Restriction, 'id'>): number =>
      Number(place.run({ ...restriction, subject: JSON.stringify(subject) }).lastInsertRowid),
    /** False when there is none of that number in force. */
    releaseRestriction: (id: number, by: { at: number; by: string; reason: string }): boolean =>
      release.run({ id, ...by }).changes === 1,
  };
}
