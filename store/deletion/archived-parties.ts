import { archivePrint, monthOf } from '../../record/archive.ts';
import { partyHash, type SubjectMac } from '../../record/erasure.ts';
import type { Subject } from '../../record/subject.ts';
import { PARTIES } from '../number-prints.ts';
import type { Connection } from '../open-database.ts';
import { piecesOfParties } from '../queries/subject-archived.ts';

export type PartiesOfCall = Readonly<Record<(typeof PARTIES)[number], number | string | null>>;

/**
 * Whose the calls of a piece are, by prints. They are noted with the calls that leave the store, and go with the last call of their
 * piece or with the person, each in the transaction of these. What came back out of a piece is known of it until its last call goes.
 */
export class ArchivedParties {
  private readonly connection: Connection;
  private readonly add;
  private readonly remove;
  private readonly removeAll;

  constructor(connection: Connection) {
    this.connection = connection;
    this.add = connection.prepare<[number, number], unknown>(
      'insert into archived_party (piece, print) values (?, ?) on conflict do nothing',
    );
    this.remove = connection.prepare<[number, number], unknown>(
      'delete from archived_party where piece = ? and print = ?',
    );
    this.removeAll = connection.prepare<{ piece: number }, unknown>(
      `delete from archived_party where piece = @piece
       and not exists (select 1 from archived_call where piece = @piece)`,
    );
  }

  note(piece: number, calls: readonly PartiesOfCall[], mac: SubjectMac): void {
    const parties = new Set(calls.flatMap((call) => PARTIES.map((name) => call[name])));
    for (const party of parties) if (party !== null) this.add.run(piece, archivePrint(partyHash(mac, party)));
  }

  /** Of pieces out of which a call came. */
  left(pieces: Iterable<number>): void {
    for (const piece of pieces) this.removeAll.run({ piece });
  }

  /** Gives of each month on how many days the person was a party. */
  erase(hashes: readonly string[], period: Pick<Subject, 'from_day' | 'to_day'>): Map<string, number> {
    const pieces = piecesOfParties(this.connection, hashes, period);
    for (const { piece, print } of pieces) this.remove.run(piece, print);
    return daysByMonth(pieces);
  }
}

/** On how many days of each month there is one of these pieces. */
export function daysByMonth(pieces: readonly { readonly day: number }[]): Map<string, number> {
  const days = new Set(pieces.map(({ day }) => day));
  return new Map([...Map.groupBy(days, monthOf)].map(([month, of]) => [month, of.length]));
}
