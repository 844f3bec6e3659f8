import type { Connection } from './open-database.ts';
import type { NewTariff, TariffStore } from './tariff-store.ts';

/** Keeps imported tariffs, a sheet in one transaction. */
export function createTariffs(connection: Connection) {
  const addTariff = connection.prepare(
    `insert into tariff (carrier, currency, from_day, imported_at, sha256, rates)
     values (@carrier, @currency, @from_day, @imported_at, @sha256, @rates)`,
  );
  const addRate = connection.prepare(
    `insert into rate (tariff, prefix, name, band, connection_fee, per_minute, minimum_seconds, first_increment_seconds,
     next_increment_seconds, steps) values (@tariff, @prefix, @name, @band, @connection_fee, @per_minute, @minimum_seconds,
     @first_increment_seconds, @next_increment_seconds, @steps)`,
  );
  const add = connection.transaction(({ rates, ...tariff }: NewTariff) => {
    const id = Number(addTariff.run({ ...tariff, rates: rates.length }).lastInsertRowid);
    for (const rate of rates) addRate.run({ ...rate, tariff: id, steps: JSON.stringify(rate.steps) });
    return id;
  });
  return { addTariff: (tariff: NewTariff) => add.immediate(tariff) } satisfies {
    [Name in keyof TariffStore]: unknown;
  };
}
