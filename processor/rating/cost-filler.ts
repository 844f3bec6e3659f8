import { CALL_PLACE as AT } from '../../record/batch.ts';
import { isWithheld } from '../../record/number.ts';
import type { CallReading } from '../../record/reading.ts';
import type { BatchBuilder } from '../batch-builder.ts';
import type { CallParties } from '../numbering/call-parties.ts';
import type { Party } from '../numbering/party.ts';
import type { ProcessingContext } from '../processing-context.ts';
import type { CallTimes } from '../times/call-times.ts';
import type { TimeZone } from '../times/time-zone.ts';
import { createRating } from './rating.ts';

/** A call as it is rated. */
export interface CallToRate {
  readonly reading: CallReading;
  readonly parties: CallParties;
  /** The called party as it arrived, where that is not to be stored so. */
  readonly charged?: Party | null;
}

type CostFiller = (row: Float64Array, call: CallToRate, times: CallTimes, builder: BatchBuilder) => void;

/** What puts the cost of a call into its row; null where there are no tariffs. */
export function costFiller({ settings, tariffs }: ProcessingContext, zone: TimeZone): CostFiller | null {
  if (settings.rating === undefined) return null;
  const { source } = settings;
  const rating = createRating(settings.rating, zone, tariffs);
  return (row, { reading, parties, charged = parties.called }, times, builder) => {
    const { answered, trunk } = reading;
    const { direction } = parties;
    const called = charged?.number ?? null;
    const rated = rating.rate({ source, trunk, direction, answered, called, ...times });
    if (rated.kind === 'unrated') return;
    row[AT.cost_micros] = rated.cost_micros;
    row[AT.currency] = builder.label(rated.tariff.currency);
    // The prefix of its price shows digits, so the row is not named where some of these must not be stored.
    if (called !== null && called === parties.called?.number && !isWithheld(called))
      row[AT.rate] = rated.rate.id;
  };
}
