import type { CalledDay } from './called-day.ts';
import type { DayNumbers } from './number-prints.ts';
import type { Connection } from './open-database.ts';

/**
 * Which numbers a day has, and what its called parties come to, as far as that is known: written when it is totalled, gone with any
 * change of its calls.
 */
export class NumberDays {
  private readonly statements;

  constructor(connection: Connection) {
    this.statements = prepare(connection);
  }

  write(day: number, numbers: DayNumbers, called: CalledDay): void {
    this.forget(day);
    if (numbers.isEmpty) return;
    const sums = called.bytes();
    if (sums !== null) this.statements.addCalled.run(day, sums);
    const { shelf_bits, prints } = numbers.shelves();
    this.statements.add.run(day, shelf_bits);
    for (const [shelf, bytes] of prints.entries()) this.statements.addShelf.run(day, shelf, bytes);
  }

  forget(day: number): void {
    if (this.statements.forget.run(day).changes === 0) return;
    this.statements.forgetShelves.run(day);
    this.statements.forgetCalled.run(day);
  }
}

function prepare(connection: Connection) {
  return {
    add: connection.prepare<[number, number], unknown>(
      'insert into number_day (day, shelf_bits) values (?, ?)',
    ),
    addShelf: connection.prepare<[number, number, Buffer], unknown>(
      'insert into number_shelf (day, shelf, prints) values (?, ?, ?)',
    ),
    addCalled: connection.prepare<[number, Buffer], unknown>(
      'insert into called_day (day, sums) values (?, ?)',
    ),
    forget: connection.prepare<[number], unknown>('delete from number_day where day = ?'),
    forgetCalled: connection.prepare<[number], unknown>('delete from called_day where day = ?'),
    forgetShelves: connection.prepare<[number], unknown>('delete from number_shelf where day = ?'),
  };
}
