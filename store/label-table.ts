import type { Connection } from './open-database.ts';

/** Texts that many rows share (causes, trunks, countries, thresholds), each kept once. Never a person's number or name. */
export class LabelTable {
  private readonly known = new Map<string, number>();
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
    if (known !== undefined) return known;
    const id = this.find.get(text) ?? Number(this.insert.run(text).lastInsertRowid);
    this.known.set(text, id);
    return id;
  }

  text(id: number): string | null {
    return this.read.get(id) ?? null;
  }

  /** A rolled back transaction may have taken labels with it. */
  forget(): void {
    this.known.clear();
  }
}
