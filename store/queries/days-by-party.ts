import { HASH_BITS, partyPrint } from '../number-prints.ts';
import { UNCOUNTED_DAYS } from './leaving-days.ts';

/**
 * The days of a period on which there can be calls of any of these parties, as SQL, in order: a number or extension as the store
 * holds it, or a name as calls have it. Most days that have none are told by the prints of what they have
 * (docs/decisions/0010-days-by-number.md). In one statement, which sees one state: a day is known, or stale, or just going.
 */
export function daysByPartySql(parties: readonly (number | string)[], from: string, to: string): string {
  const prints = parties.map((party) => {
    const { hash, print } = partyPrint(party);
    return `(${hash}, x'${print.toString('hex')}')`;
  });
  return `with wanted (hash, print) as materialized (values ${prints.join(', ')})
    select day from number_day where day >= ${from} and day <= ${to} and exists (
      select 1 from wanted cross join number_shelf
      on number_shelf.day = number_day.day and shelf = wanted.hash >> (${HASH_BITS} - shelf_bits)
      where instr(prints, wanted.print) > 0)
    union select day from (${UNCOUNTED_DAYS}) where day >= ${from} and day <= ${to} order by 1`;
}
