import type { UtcMs } from '../record/intake.ts';
import type { SheetRate, Tariff } from '../record/tariff.ts';

/** A sheet that is to be kept. */
export interface NewTariff extends Omit<Tariff, 'id'> {
  readonly imported_at: UtcMs;
  /** Of the file as it was imported. */
  readonly sha256: string;
  readonly rates: readonly SheetRate[];
}

export interface TariffStore {
  addTariff(tariff: NewTariff): Promise<number>;
}
