import { CALL_STEPS } from '../record/age-edges.ts';
import { CALL_PLACE as AT } from '../record/batch.ts';
import { isAged } from '../record/fingerprint.ts';
import { ARRIVED_CLASSES } from './job-store.ts';
import type { Connection } from './open-database.ts';
import type { RowValues } from './row-values.ts';

/** A call as it was stored; its step is a place of CALL_STEPS. */
interface StoredStep {
  readonly step: number;
  readonly day: number;
  readonly identity: number;
  readonly held: boolean;
}

/**
 * Before which days calls have taken a step because they came late, or came back from an archive, which no job may have reached: another
 * retention can be in force before one runs. By these edges nothing ages; a line is only looked for in that form, too.
 */
export class ArrivalEdges {
  /** By class and step. */
  private readonly known = new Map<string, number>();
  private readonly statements;

  constructor(connection: Connection) {
    this.statements = {
      edge: connection
        .prepare<[string, string], number>('select day from ladder_edge where class = ? and step = ?')
        .pluck(),
      reach: connection.prepare<[string, string, number], unknown>(
        `insert into ladder_edge (class, step, day) values (?, ?, ?)
         on conflict (class, step) do update set day = max(day, excluded.day)`,
      ),
    };
  }

  noteRow(row: RowValues): void {
    const [step, day, identity] = [row.at(AT.step), row.at(AT.day), row.at(AT.identity)];
    this.note({ step, day, identity, held: !Number.isNaN(row.at(AT.held_by)) });
  }

  /** Not of a call whose record has a key of its own: it is known by that at every step. */
  note({ step, day, identity, held }: StoredStep): void {
    const name = CALL_STEPS[step];
    if (step === 0 || name === undefined || !isAged(identity)) return;
    const of = ARRIVED_CLASSES[held ? 'held_calls' : 'calls'];
    const key = `${of} ${name}`;
    const known = this.known.get(key) ?? this.statements.edge.get(of, name) ?? Number.NEGATIVE_INFINITY;
    if (day >= known) this.statements.reach.run(of, name, day + 1);
    this.known.set(key, Math.max(known, day + 1));
  }

  /** The transaction in which something was noted was taken back. */
  forget(): void {
    this.known.clear();
  }
}
