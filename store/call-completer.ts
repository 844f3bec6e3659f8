import type { CompletedCall } from '../record/batch.ts';
import type { Connection } from './open-database.ts';
import { StaleDays } from './stale-days.ts';

/** What a further line may have added to a call. */
interface Addition {
  readonly calling: number | null;
  readonly calling_text: string | null;
  readonly private: number | null;
}

interface FoundCall extends Addition {
  readonly id: number;
  readonly day: number;
}

const NOTHING: Addition = { calling: null, calling_text: null, private: null };

/** Adds to calls, also of earlier chunks, what further lines of their records bring. */
export class CallCompleter {
  /** Calls that were changed since somebody asked. */
  private changed: number[] = [];
  private readonly statements;
  private readonly stale: StaleDays;

  constructor(connection: Connection) {
    this.statements = prepare(connection);
    this.stale = new StaleDays(connection);
  }

  /**
   * Sets the caller's number of the call that stands there, or takes it away again; true when that is another one. Where a
   * duplicate stands, it is kept beside that, and is the number of the call which is repeated and has none of its own.
   */
  complete(intake: number, { offset, calling, calling_text, private: isPrivate }: CompletedCall): boolean {
    const addition = { calling, calling_text, private: isPrivate ? 1 : null };
    const found = this.statements.find.get(intake, offset);
    if (found === undefined) return this.completeRepeated(intake, offset, addition);
    return this.change(found, calling === null ? (this.repeated(found.id) ?? addition) : addition);
  }

  takeChanged(): number[] {
    const { changed } = this;
    this.changed = [];
    return changed;
  }

  /** What duplicates of a call bring for it. */
  repeated(call: number): Addition | null {
    return this.statements.repeated.get(call) ?? null;
  }

  isDuplicate(intake: number, offset: number): boolean {
    return this.statements.duplicate.get(intake, offset) !== undefined;
  }

  private completeRepeated(intake: number, offset: number, addition: Addition): boolean {
    const before = this.statements.duplicate.get(intake, offset);
    // A line that a replay reads as something else.
    if (before === undefined) return false;
    const call = this.statements.findId.get(before.call);
    // One that is not whole any more has no number for which it could be kept.
    if (call === undefined) return false;
    if (!isSame(before, addition)) this.statements.setDuplicate.run({ ...addition, intake, offset });
    // What it has from elsewhere stays.
    if (call.calling !== null && !isSameNumber(call, before)) return false;
    return this.change(call, this.repeated(before.call) ?? NOTHING);
  }

  private change(found: FoundCall, addition: Addition): boolean {
    const own = found.private === 1 ? null : found.private;
    const wanted = { ...addition, private: addition.private ?? own };
    if (isSame(found, wanted)) return false;
    this.statements.set.run({ ...wanted, id: found.id });
    this.stale.mark([found.day]);
    this.changed.push(found.id);
    return true;
  }
}

function isSameNumber(one: Addition, other: Addition): boolean {
  return one.calling === other.calling && one.calling_text === other.calling_text;
}

function isSame(one: Addition, other: Addition): boolean {
  return isSameNumber(one, other) && one.private === other.private;
}

function prepare(connection: Connection) {
  const call =
    "select id, day, calling, json_extract(odd_numbers, '$.calling') as calling_text, private from call";
  return {
    find: connection.prepare<[number, number], FoundCall>(
      `${call} where intake = ? and offset = ? and step = 0`,
    ),
    findId: connection.prepare<[number], FoundCall>(`${call} where id = ? and step = 0`),
    set: connection.prepare<[Addition & { id: number }], unknown>(
      `update call set calling = @calling, private = @private, odd_numbers = case
         when @calling_text is not null
         then json_set(coalesce(odd_numbers, '{}'), '$.calling', @calling_text)
         else nullif(json_remove(odd_numbers, '$.calling'), '{}') end
       where id = @id`,
    ),
    duplicate: connection.prepare<[number, number], Addition & { call: number }>(
      'select call, calling, calling_text, private from duplicate where intake = ? and offset = ?',
    ),
    setDuplicate: connection.prepare<[Addition & { intake: number; offset: number }], unknown>(
      `update duplicate set calling = @calling, calling_text = @calling_text, private = @private
       where intake = @intake and offset = @offset`,
    ),
    repeated: connection.prepare<[number], Addition>(
      `select calling, calling_text, private from duplicate where call = ? and calling is not null
       order by intake, offset limit 1`,
    ),
  };
}
