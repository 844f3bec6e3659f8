import { type Day, parseDay } from '../../record/calendar.ts';
import { type Micros, parseAmount } from '../../record/money.ts';
import type { Carrier, RatingPolicy, Tariff, TariffDates } from '../../record/tariff.ts';
import { carrierSchema, type TariffSettings } from './tariff-settings.ts';

/**
 * By what calls are rated: what the document says, and which tariffs there are. Null where there is none, so that nothing
 * changes for whoever has no tariffs. One carrier without rules charges every outgoing call; of several nobody could tell which.
 */
export function ratingPolicy(settings: TariffSettings, tariffs: readonly Tariff[]): RatingPolicy | null {
  if (tariffs.length === 0) return null;
  const names = [...new Set(tariffs.map(({ carrier }) => carrier))];
  const alone = settings.carriers.length === 0 && names.length === 1;
  const carriers = alone ? names.map((name) => carrierSchema.parse({ name })) : settings.carriers;
  return {
    carriers: carriers.map(
      ({ name, sources, trunks, directions, from, to, bands_at, round_up_to, free_minutes }): Carrier => {
        const dates = { from_day: dayIn(from), to_day: dayIn(to) };
        const charges = { name, sources, trunks, directions, bands_at, ...dates };
        return {
          ...charges,
          round_up_to: amountIn(round_up_to),
          free_minutes: free_minutes.map(({ from: first, to: last, ...free }) => ({
            ...free,
            ...{ from_day: dayIn(first), to_day: dayIn(last) },
          })),
          tariffs: datesOf(name, tariffs),
        };
      },
    ),
    bands: settings.bands,
    holidays: settings.holidays.flatMap((text) => parseDay(text) ?? []),
  };
}

/** A sheet that was imported later for the same day takes the place of the earlier one. */
function datesOf(name: string, tariffs: readonly Tariff[]): TariffDates[] {
  const own = tariffs.filter(({ carrier }) => carrier === name);
  own.sort((a, b) => a.from_day - b.from_day || a.id - b.id);
  return own.map(({ id, currency, from_day }) => ({ id, currency, from_day }));
}

function dayIn(text: string | null): Day | null {
  return text === null ? null : parseDay(text);
}

function amountIn(text: string | null): Micros | null {
  const parsed = text === null ? null : parseAmount(text);
  return parsed?.kind === 'amount' ? parsed.micros : null;
}
