import type { DeliveryBeginning, ProcessState } from '../record/batch.ts';
import type { IntakeId } from '../record/intake.ts';
import type { Connection } from './open-database.ts';

/** How a connection begins in the stream of a day, and what it brings from the day before, if it was open then. */
interface Beginning {
  readonly begins: DeliveryBeginning;
  readonly intake: IntakeId | null;
  readonly state: ProcessState | null;
  /** Its raw copy is gone because of its age, and what it ended with too. */
  readonly gone: boolean;
}

interface EarlierRow {
  readonly intake: IntakeId;
  readonly end_offset: number | null;
  readonly cursor: number;
  readonly state: string | null;
  readonly raw_gone_at: number | null;
}

/** Finds what a delivery goes on from, by the delivery that it continues. */
export function earlierParts(connection: Connection): (continues: number | null) => Beginning {
  const find = connection.prepare<[number], EarlierRow>(
    `select delivery.end_offset, intake.id as intake, intake.cursor, intake.state, intake.raw_gone_at from delivery
     join intake on intake.id = delivery.intake where delivery.id = ?`,
  );
  return (continues) => {
    const earlier = continues === null ? undefined : find.get(continues);
    if (earlier === undefined) return { begins: 'anew', intake: null, state: null, gone: false };
    const { intake, end_offset, cursor, state, raw_gone_at } = earlier;
    return {
      begins: end_offset !== null && cursor >= end_offset ? 'continued' : 'too early',
      intake,
      // Nothing is written into a day that its connection went on from, so what the intake ended with is what it did.
      state: state === null ? null : (JSON.parse(state) as ProcessState),
      gone: raw_gone_at !== null,
    };
  };
}
