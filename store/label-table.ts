import type { Connection } from './open-database.ts';

/** Texts that many rows share (causes, trunks, countries, thresholds, currencies), each kept once. A trunk can be
 * named after a person, so one that nothing has any more goes (deletion/unused-labels.ts). */
export class LabelTable {
  private readonly known = new Map<string, number>();
  /** Given to rows since somebody began to watch. */
  private readonly given = new Set<number>();
  private readonly find;
  private readonly insert;
  private readonly read;

  constructor(connection: Connection) {
    this.find = connection.prepare<[string], number>('select id from label where text = ?').pluck();
    this.insert = connection.prepare<[string], unknown>('insert into label (text) values (?)');
    this.read = connection.prepare<[number], string>('select text from label where id = ?').pluck();
  }

  id(text: string): number {
    const known = this.known.get(text);
    const id = known ?? this.find.get(text) ?? Number(this.insert.run(text).lastInsertRowid);
    if (known === undefined) this.known.set(text, id);
    this.given.add(id);
    return id;
  }

  text(id: number): string | null {
    return this.read.get(id) ?? null;
  }

  watch(): void {
    this.given.clear();
  }

  wasGiven(id: number): boolean {
    return this.given.has(id);
  }

  /** A rolled back transaction may have taken labels with it. */
  forget(): void {
    this.known.clear();
  }
}
