import type { CompletedCall } from '../record/batch.ts';
import type { Connection } from './open-database.ts';

/** What a further line may have added to a call. */
interface Addition {
  readonly calling: number | null;
  readonly calling_text: string | null;
  readonly private: number | null;
}

/** Adds to calls, also of earlier chunks, what further lines of their records bring. */
export class CallCompleter {
  private readonly find;
  private readonly set;

  constructor(connection: Connection) {
    this.find = connection.prepare<[number, number], Addition>(
      `select calling, json_extract(odd_numbers, '$.calling') as calling_text, private from call
       where intake = ? and offset = ?`,
    );
    this.set = connection.prepare<[Addition & { intake: number; offset: number }], unknown>(
      `update call set calling = @calling, private = @private, odd_numbers = case
         when @calling_text is not null
         then json_set(coalesce(odd_numbers, '{}'), '$.calling', @calling_text)
         else nullif(json_remove(odd_numbers, '$.calling'), '{}') end
       where intake = @intake and offset = @offset`,
    );
  }

  /** Sets the caller's number of the call that stands there, or takes it away again; true when that is another one. */
  complete(intake: number, { offset, calling, calling_text, private: isPrivate }: CompletedCall): boolean {
    const found = this.find.get(intake, offset);
    // A duplicate, or a line that a replay reads as something else.
    if (found === undefined) return false;
    const own = found.private === 1 ? null : found.private;
    const wanted = { calling, calling_text, private: isPrivate ? 1 : own };
    const same =
      found.calling === wanted.calling &&
      found.calling_text === wanted.calling_text &&
      found.private === wanted.private;
    if (!same) this.set.run({ intake, offset, ...wanted });
    return !same;
  }
}
