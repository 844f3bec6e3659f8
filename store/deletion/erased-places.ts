import { blankAdder } from '../blank-register.ts';
import type { Connection } from '../open-database.ts';
import { STANDS } from '../queries/subject-found.ts';

/** The letter of a line that went because a person asked for it. */
const ERASED = 'E';

export interface PlaceToErase {
  readonly intake: number;
  readonly offset: number;
  readonly length: number;
  /** That it ages by, where that is known; one that was just read is there. */
  readonly day: number | null;
}

/** Of the raw copy in which a line stands, or stood, whether its bytes are there and not on the list; null where that is gone. */
export function standingPlaces(
  connection: Connection,
): (place: Omit<PlaceToErase, 'length'>) => { readonly intake: number; readonly stands: boolean } | null {
  const standing = connection.prepare<Omit<PlaceToErase, 'length'>, { intake: number; stands: number }>(
    `with line (intake, offset, day) as (select coalesce(same_as, id), @offset, @day from intake
       where id = @intake and raw_gone_at is null)
     select intake, coalesce((day is null or ${STANDS})
       and not exists (select 1 from to_blank where to_blank.intake = line.intake and to_blank.offset = line.offset), 0) as stands
     from line`,
  );
  return ({ intake, offset, day }) => {
    const found = standing.get({ intake, offset, day });
    return found === undefined ? null : { intake: found.intake, stands: found.stands === 1 };
  };
}

/** Puts lines on the list of what is to be overwritten; tells of each whether its bytes were there, and not on the list. */
export function erasedPlaces(connection: Connection): (place: PlaceToErase) => boolean {
  const addBlanks = blankAdder(connection);
  const standing = standingPlaces(connection);
  return ({ length, ...place }) => {
    const stood = standing(place)?.stands ?? false;
    addBlanks(place.intake, [{ offset: place.offset, length, code: ERASED }]);
    return stood;
  };
}
