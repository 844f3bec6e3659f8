import { CALL_CODE, DUPLICATE_CODE, HELD_CODE } from '../../record/outcome.ts';
import type { Connection } from '../open-database.ts';
import type { CallRows } from './call-rows.ts';
import type { OtherChunks } from './other-chunks.ts';
import { type CallValues, isHeld, numberIn, type ReadRow } from './stored-rows.ts';
import { settleTwins, type TwinLine } from './twins.ts';

/** Calls are told apart from their twins by local day and identity. */
export interface ClassKey {
  readonly day: number;
  readonly identity: number;
}

export function keyOf(values: CallValues): ClassKey {
  return { day: numberIn(values, 'day'), identity: numberIn(values, 'identity') };
}

/** A stored call with the class in which it stands. */
interface KnownCall {
  readonly key: ClassKey;
  readonly id: number;
}

/** The line of a stored call. */
interface StoredLine {
  readonly id: number;
  readonly occurrence: number;
  readonly intake: number;
  readonly offset: number;
  readonly length: number;
}

/** A line of a class; `place` is its place in what is read again, null where it stands elsewhere. */
export interface ClassLine extends TwinLine {
  readonly length: number;
  readonly place: number | null;
  /** What is stored if it is a call; null where that has to be looked up. */
  readonly values: CallValues | null;
  /** It has a row in the table of duplicates. */
  readonly is_duplicate: boolean;
}

/** What has changed about a class. */
interface Change extends ClassKey {
  readonly joined: ClassLine[];
  /** Lines that were of the class and are not any more; only how many of a delivery counts. */
  readonly left: { readonly delivery: number; readonly call: boolean }[];
  /** Null while no line has said. */
  keyed: boolean | null;
}

/** Where a line of the class stands in what is read again, and what it reads as now; null when it stands elsewhere. */
type Reread = (intake: number, offset: number) => { place: number; values: CallValues | null } | null;

/** Equal lines some of which have changed, and which of them are calls now. */
export class TwinClasses {
  private readonly changes = new Map<string, Change>();
  private readonly wholes = new Map<number, number>();
  private readonly statements;
  private readonly rows: CallRows;
  private readonly others: OtherChunks;

  constructor(connection: Connection, rows: CallRows, others: OtherChunks) {
    this.statements = prepare(connection);
    this.rows = rows;
    this.others = others;
  }

  deliveryOf(intake: number, offset: number): number {
    return this.whole(this.statements.deliveryOf.get(intake, offset) ?? -1);
  }

  /** The first part of a connection that went on over midnight: all of it is one delivery. */
  whole(delivery: number): number {
    const known = this.wholes.get(delivery);
    if (known !== undefined) return known;
    const first = this.statements.firstPart.get(delivery) ?? delivery;
    this.wholes.set(delivery, first);
    return first;
  }

  /** `keyed`: whether the record has a key of its own; null of a line that has not been read again. */
  join(key: ClassKey, line: ClassLine, keyed: boolean | null): void {
    const change = this.changeOf(key);
    change.joined.push(line);
    change.keyed ??= keyed;
  }

  /** The call that a line repeats which was neither a call nor a duplicate: at another age, or with what is withheld now. */
  callOf({ values, earlier_identities, keyed }: ReadRow, delivery: number): KnownCall | null {
    for (const identity of earlier_identities) {
      const key = { ...keyOf(values), identity };
      const calls = this.statements.calls.all(key.day, identity);
      const call = calls[keyed || calls.length === 0 ? 0 : this.broughtOf(key, calls, delivery)];
      if (call !== undefined) return { key, id: call.id };
    }
    return null;
  }

  /** How many lines of a class a delivery has brought so far. */
  private broughtOf(key: ClassKey, calls: readonly StoredLine[], delivery: number): number {
    const lines = [...calls, ...calls.flatMap(({ id }) => this.statements.duplicates.all(id))];
    const joined = this.changes.get(nameOf(key))?.joined ?? [];
    return (
      lines.filter(({ intake, offset }) => this.deliveryOf(intake, offset) === delivery).length +
      joined.filter((line) => line.delivery === delivery).length
    );
  }

  leave(key: ClassKey, line: { delivery: number; call: boolean }): void {
    this.changeOf(key).left.push(line);
  }

  forget(): void {
    this.wholes.clear();
    this.changes.clear();
  }

  /** Decides each changed class and writes what follows; `codes` are the outcomes of what is read again. */
  settle(codes: Uint8Array, reread: Reread): void {
    for (const change of this.changes.values()) this.settleOne(change, codes, reread);
    this.changes.clear();
  }

  private settleOne(change: Change, codes: Uint8Array, reread: Reread): void {
    const stored = this.storedLines(change, reread);
    const lines = [...stored, ...change.joined];
    const { calls, repeats } = settleTwins(lines, change.keyed ?? hadKey(change, lines));
    const call = new Set(calls);
    const added = calls.filter((line) => line.occurrence === null);
    const given = new Set(stored.filter((line) => line.occurrence !== null && !call.has(line)));
    const values = new Map(added.map((line) => [line, this.valuesOf(line)]));
    // Chunks are looked at before their rows change: outcomes and rows are matched by their order.
    for (const line of [...added, ...repeats.keys()]) {
      const became = values.get(line);
      const code = became === undefined ? DUPLICATE_CODE : isHeld(became) ? HELD_CODE : CALL_CODE;
      if (line.place !== null) codes[line.place] = code;
      else if (became !== undefined || given.has(line)) this.others.relabel(line.intake, line.offset, code);
    }
    for (const { id } of given) if (id !== null) this.rows.remove(id);
    const ids = new Map<ClassLine, number>();
    for (const [place, line] of calls.entries()) {
      const became = values.get(line);
      if (became === undefined) {
        if (line.occurrence !== place + 1 && line.id !== null) this.rows.renumber(line.id, place + 1);
        ids.set(line, line.id ?? 0);
        continue;
      }
      if (line.is_duplicate) this.statements.removeDuplicate.run(line.intake, line.offset);
      ids.set(line, this.rows.add(line.id, line.intake, withPlace(became, line), place + 1));
    }
    for (const [line, target] of repeats) this.repeat(line, ids.get(target) ?? 0);
  }

  private repeat({ intake, offset, length, is_duplicate, repeats }: ClassLine, call: number): void {
    if (!is_duplicate) this.statements.addDuplicate.run(intake, offset, length, call);
    else if (repeats !== call) this.statements.repeatOther.run(call, intake, offset);
  }

  /** Of a line that has not been read again, those of the call it repeats: it is the same record. */
  private valuesOf({ values, repeats, id }: ClassLine): CallValues {
    const found = values ?? this.rows.valuesOf(id ?? repeats ?? 0);
    if (found === null) throw new Error('a duplicate repeats a call that is not there');
    return found;
  }

  private storedLines({ day, identity }: Change, reread: Reread): ClassLine[] {
    return this.statements.calls.all(day, identity).flatMap(({ id, occurrence, ...place }) => {
      const call = { ...this.lineOf(place, reread), id, occurrence, repeats: null, is_duplicate: false };
      const duplicates = this.statements.duplicates.all(id);
      return [
        call,
        ...duplicates.map((line) => ({
          ...this.lineOf(line, reread),
          ...{ id: null, occurrence: null, repeats: id, is_duplicate: true },
        })),
      ];
    });
  }

  private lineOf(line: { intake: number; offset: number; length: number }, reread: Reread) {
    const { place = null, values = null } = reread(line.intake, line.offset) ?? {};
    return { ...line, delivery: this.deliveryOf(line.intake, line.offset), place, values };
  }

  private changeOf({ day, identity }: ClassKey): Change {
    const key = nameOf({ day, identity });
    const known = this.changes.get(key) ?? { day, identity, joined: [], left: [], keyed: null };
    this.changes.set(key, known);
    return known;
  }
}

const nameOf = ({ day, identity }: ClassKey): string => `${day} ${identity}`;

function withPlace(values: CallValues, { offset, length }: ClassLine): CallValues {
  return [offset, length, ...values.slice(2)];
}

/** A delivery that brought more of them than there were calls: only records with a key of their own do. */
function hadKey({ left }: Change, lines: readonly ClassLine[]): boolean {
  const counts = new Map<number, number>();
  let calls = 0;
  // A line that joined without being read again came along with its call and counts as before.
  const before = lines.filter(({ occurrence, is_duplicate }) => occurrence !== null || is_duplicate);
  for (const { delivery, call } of [
    ...left,
    ...before.map((line) => ({ delivery: line.delivery, call: line.occurrence !== null })),
  ]) {
    counts.set(delivery, (counts.get(delivery) ?? 0) + 1);
    if (call) calls += 1;
  }
  return Math.max(0, ...counts.values()) > calls;
}

function prepare(connection: Connection) {
  return {
    calls: connection.prepare<[number, number], StoredLine>(
      'select id, occurrence, intake, offset, length from call where day = ? and identity = ? order by occurrence',
    ),
    duplicates: connection.prepare<[number], { intake: number; offset: number; length: number }>(
      'select intake, offset, length from duplicate where call = ?',
    ),
    deliveryOf: connection
      .prepare<[number, number], number>(
        'select delivery from chunk where intake = ? and first_offset <= ? order by first_offset desc limit 1',
      )
      .pluck(),
    firstPart: connection
      .prepare<[number], number>(
        `with recursive part (id, continues) as (
           select id, continues from delivery where id = ?
           union all
           select earlier.id, earlier.continues from part join delivery earlier on earlier.id = part.continues
         )
         select id from part where continues is null`,
      )
      .pluck(),
    addDuplicate: connection.prepare<[number, number, number, number], unknown>(
      'insert into duplicate (intake, offset, length, call) values (?, ?, ?, ?)',
    ),
    removeDuplicate: connection.prepare<[number, number], unknown>(
      'delete from duplicate where intake = ? and offset = ?',
    ),
    repeatOther: connection.prepare<[number, number, number], unknown>(
      'update duplicate set call = ? where intake = ? and offset = ?',
    ),
  };
}
