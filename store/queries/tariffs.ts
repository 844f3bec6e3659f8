import type { Rate, Tariff } from '../../record/tariff.ts';
import type { Connection } from '../open-database.ts';

/** A tariff as it was imported. */
export interface StoredTariff extends Tariff {
  readonly imported_at: number;
  readonly sha256: string;
  /** How many rows its sheet has. */
  readonly rates: number;
}

/** By carrier and day; of one day the last import last. */
export function tariffs(connection: Connection): StoredTariff[] {
  return connection.prepare<[], StoredTariff>('select * from tariff order by carrier, from_day, id').all();
}

type RateRow = Omit<Rate, 'steps'> & { readonly steps: string };
const RATE = `id, prefix, name, band, connection_fee, per_minute, minimum_seconds, first_increment_seconds,
  next_increment_seconds, steps`;

export function ratesOf(connection: Connection, tariff: number): Rate[] {
  const rows = connection.prepare<[number], RateRow>(`select ${RATE} from rate where tariff = ? order by id`);
  return rows.all(tariff).map(asRate);
}

function asRate({ steps, ...row }: RateRow): Rate {
  return { ...row, steps: JSON.parse(steps) as Rate['steps'] };
}

/** The tariff that a row belongs to; null where there is no such row. */
export function tariffOfRate(connection: Connection, rate: number): StoredTariff | null {
  const found = connection.prepare<[number], StoredTariff>(
    'select tariff.* from tariff join rate on rate.tariff = tariff.id where rate.id = ?',
  );
  return found.get(rate) ?? null;
}
