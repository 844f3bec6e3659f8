import { CALL_PLACE as AT, FIRST_STORED } from '../../record/batch.ts';
import type { ArrivalEdges } from '../arrival-edges.ts';
import type { CallHeads } from '../call-heads.ts';
import type { Connection } from '../open-database.ts';
import { daysOfLeg, StaleDays } from '../stale-days.ts';
import { type CallValues, COLUMNS, groupIn, isHeld, numberIn } from './stored-rows.ts';

const COST = AT.cost_micros - FIRST_STORED;

interface GroupParts {
  readonly heads: CallHeads;
  readonly arrivals: ArrivalEdges;
  remember(day: number, group: number): void;
}

/** The rows of calls as a replay changes them, and the heads that must be decided anew because of it. */
export class CallRows {
  /** Of calls that left their place in this transaction, what they were. */
  private readonly removed = new Map<number, CallValues>();
  private readonly groups = new Map<string, { group: number; day: number }>();
  private readonly statements;
  private readonly stale: StaleDays;
  private readonly days = new Set<number>();
  private readonly parts: GroupParts;
  private source = 0;
  private nextId = 0;
  /** Calls that were stored before and have changed or left. */
  readonly touched = new Set<number>();
  /** Days of the range changed, so that what is kept about its raw copy must follow. */
  changed = false;

  constructor(connection: Connection, parts: GroupParts) {
    this.statements = prepare(connection);
    this.stale = new StaleDays(connection);
    this.parts = parts;
  }

  begin(source: number, firstId: number): void {
    this.removed.clear();
    this.groups.clear();
    this.days.clear();
    this.touched.clear();
    this.source = source;
    this.nextId = firstId;
    this.changed = false;
  }

  /** The next id that is free. */
  get free(): number {
    return this.nextId;
  }

  valuesOf(id: number): CallValues | null {
    return this.removed.get(id) ?? this.statements.values.get(id) ?? null;
  }

  remove(id: number): void {
    const values = this.valuesOf(id);
    if (values === null) throw new Error(`call ${id} is to be removed and is not there`);
    this.removed.set(id, values);
    this.touched.add(id);
    this.note(values);
    this.days.add(numberIn(values, 'day'));
    this.statements.remove.run(id);
    this.changed = true;
  }

  /** Stored as a head only where it has no other legs; what is one of several is decided at the end. */
  add(id: number | null, intake: number, values: CallValues, occurrence: number): number {
    const own = id ?? this.nextId++;
    this.statements.add.run(
      own,
      this.source,
      intake,
      occurrence,
      groupIn(values) === null ? 1 : 0,
      ...values,
    );
    this.days.add(numberIn(values, 'day'));
    this.parts.arrivals.note({
      step: numberIn(values, 'step'),
      day: numberIn(values, 'day'),
      identity: numberIn(values, 'identity'),
      held: isHeld(values),
    });
    this.note(values);
    this.changed = true;
    return own;
  }

  renumber(id: number, occurrence: number): void {
    this.statements.renumber.run(occurrence, id);
  }

  /** New values of a call that stays the same record. */
  change(id: number, head: number, before: CallValues, after: CallValues): void {
    const moved =
      groupIn(before) !== groupIn(after) || numberIn(before, 'started_at') !== numberIn(after, 'started_at');
    if (moved) {
      this.note(before);
      this.note(after);
    }
    for (const values of [before, after])
      for (const day of daysOfLeg({ day: numberIn(values, 'day'), head })) this.days.add(day);
    this.touched.add(id);
    this.statements.change.run(
      after[COST] ?? null,
      ...after,
      moved ? (groupIn(after) === null ? 1 : 0) : head,
      id,
    );
  }

  /** Gives the calls whose legs are others now, by day, and marks the days whose totals follow from what was changed. */
  decideHeads(): readonly (readonly [day: number, group: number])[] {
    const groups = [...this.groups.values()];
    for (const { group, day } of groups) {
      this.parts.heads.decideAnew(group, day);
      for (const near of [day - 1, day, day + 1]) this.days.add(near);
    }
    this.stale.mark(this.days);
    return groups.map(({ group, day }) => [day, group] as const);
  }

  private note(values: CallValues): void {
    const group = groupIn(values);
    if (group === null) return;
    const day = numberIn(values, 'day');
    this.groups.set(`${day} ${group}`, { group, day });
    this.parts.remember(day, group);
  }
}

function prepare(connection: Connection) {
  const marks = COLUMNS.map(() => '?').join(', ');
  return {
    values: connection
      .prepare<[number], (number | string | null)[]>(`select ${COLUMNS.join(', ')} from call where id = ?`)
      .raw(),
    remove: connection.prepare<[number], unknown>('delete from call where id = ?'),
    add: connection.prepare<(number | string | null)[], unknown>(
      `insert into call (id, source, intake, occurrence, head, ${COLUMNS.join(', ')}) values (?, ?, ?, ?, ?, ${marks})`,
    ),
    change: connection.prepare<(number | string | null)[], unknown>(
      // Free minutes are taken from what it cost then.
      `update call set full_cost_micros = iif(cost_micros is ?, full_cost_micros, null), ${COLUMNS.map((name) => `${name} = ?`).join(', ')}, head = ? where id = ?`,
    ),
    renumber: connection.prepare<[number, number], unknown>('update call set occurrence = ? where id = ?'),
  };
}
