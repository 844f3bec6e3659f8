import { setImmediate } from 'node:timers/promises';
import type { Connection } from '../open-database.ts';

/** Contacts whose number a call has, by their ids: part of the day by part, so that sockets have their turn in between. */
export async function contactsWithCalls(connection: Connection): Promise<Set<number>> {
  const found = new Set<number>();
  const nextOf = ['calling', 'called'].map((party) =>
    connection
      .prepare<[number], number | null>(
        `select min(day_part) from call where day_part > ? and ${party} is not null`,
      )
      .pluck(),
  );
  const next = (part: number): number | null => {
    const parts = nextOf.flatMap((of) => of.get(part) ?? []);
    return parts.length === 0 ? null : Math.min(...parts);
  };
  const first = connection.prepare<[], number>('select 1 from contact limit 1').pluck().get();
  const ofPart = ['calling', 'called'].map((party) =>
    connection
      .prepare<[number], number>(
        `select contact.id from call join contact on contact.number = call.${party}
         where call.day_part = ? and call.${party} is not null`,
      )
      .pluck(),
  );
  if (first === undefined) return found;
  for (let part = next(-1_000_000); part !== null; part = next(part)) {
    for (const contacts of ofPart) for (const id of contacts.all(part)) found.add(id);
    await setImmediate();
  }
  return found;
}
