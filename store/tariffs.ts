import type { LabelTable } from './label-table.ts';
import type { Connection } from './open-database.ts';
import { StaleDays } from './stale-days.ts';
import type { NewTariff, RatedDay, TariffStore } from './tariff-store.ts';

/** Keeps imported tariffs, a sheet in one transaction, and what calls cost by them when they are rated again, a day in one. */
export function createTariffs(connection: Connection, labels: LabelTable) {
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
  const change = connection.prepare(
    `update call set cost_micros = @cost_micros, currency = @currency, rate = @rate, full_cost_micros = @full_cost_micros
     where id = @id`,
  );
  const note = connection.prepare<[number, number], unknown>(
    'insert into rated_day (day, rated_at) values (?, ?) on conflict (day) do update set rated_at = excluded.rated_at',
  );
  const take = connection.prepare(
    `insert into free_seconds (day, carrier, free_minutes, seconds) values (@day, @carrier, @free_minutes, @seconds)
     on conflict (day, carrier, free_minutes) do update set seconds = excluded.seconds`,
  );
  const stale = new StaleDays(connection);
  const rate = connection.transaction(({ day, rated_at, calls, taken }: RatedDay) => {
    for (const { currency, ...call } of calls)
      change.run({ ...call, currency: currency === null ? null : labels.id(currency) });
    for (const one of taken) take.run({ day, ...one });
    stale.mark([day]);
    note.run(day, rated_at);
  });
  return {
    addTariff: (tariff: NewTariff) => add.immediate(tariff),
    rateDay: (rated: RatedDay) => {
      try {
        rate.immediate(rated);
      } catch (error) {
        labels.forget();
        throw error;
      }
    },
  } satisfies { [Name in keyof TariffStore]: unknown };
}
