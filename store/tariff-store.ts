import type { UtcMs } from '../record/intake.ts';
import type { SheetRate, Tariff } from '../record/tariff.ts';

/** A sheet that is to be kept. */
export interface NewTariff extends Omit<Tariff, 'id'> {
  readonly imported_at: UtcMs;
  /** Of the file as it was imported. */
  readonly sha256: string;
  readonly rates: readonly SheetRate[];
}

/** Calls of one local day that cost something else now. */
export interface RatedDay {
  readonly day: number;
  readonly rated_at: UtcMs;
  readonly calls: readonly {
    readonly id: number;
    readonly cost_micros: number | null;
    readonly currency: string | null;
    readonly rate: number | null;
    readonly full_cost_micros: number | null;
  }[];
  readonly taken: readonly TakenOfDay[];
}

/** Free seconds that the calls of a day took. */
export interface TakenOfDay {
  readonly carrier: string;
  readonly free_minutes: string;
  readonly seconds: number;
}

export interface TariffStore {
  /** One transaction: no report ever finds a day of which some calls are rated again and others are not. */
  rateDay(rated: RatedDay): Promise<void>;
  addTariff(tariff: NewTariff): Promise<number>;
}
