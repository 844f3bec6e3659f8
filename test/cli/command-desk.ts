import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { DATABASE_FILE } from '../../store/database-file.ts';
import { ARRIVAL } from '../asterisk-lines.ts';
import { PLACE } from '../test-folder.ts';
import { type Answer, typedCommand } from '../typed-command.ts';

/** A place where somebody types commands: the data folder is `data` in it, as it is without --data. */
export class CommandDesk {
  readonly place: string = mkdtempSync(join(PLACE, 'ledgerline-commands-'));
  principal = 'os:somebody';
  now: number = ARRIVAL;

  get folder(): string {
    return join(this.place, 'data');
  }

  /** Writes a file beside the data folder; text is one byte per character. */
  write(name: string, bytes: string | Uint8Array): string {
    writeFileSync(join(this.place, name), typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    return name;
  }

  /** Types a command; of its name and what follows it, `line show` may be one text. */
  async run(name = '', ...rest: readonly string[]): Promise<Answer> {
    const argv = name === '' ? [] : [...name.split(' '), ...rest];
    return await typedCommand(argv, { cwd: this.place, principal: this.principal, now: () => this.now });
  }

  /** Runs a command that must succeed, and gives its output. */
  async out(...argv: readonly string[]): Promise<string> {
    const { exit, out, err } = await this.run(...argv);
    if (exit !== 0) throw new Error(`${argv.join(' ')} ended with ${exit}:\n${out}${err}`);
    return out;
  }

  /** The same, with its JSON read. */
  async json<Shape>(...argv: readonly string[]): Promise<Shape> {
    return JSON.parse(await this.out(...argv, '--json')) as Shape;
  }

  /** Changes the database as nobody should. */
  tamper(sql: string): void {
    const connection = new Database(join(this.folder, DATABASE_FILE));
    connection.pragma('ignore_check_constraints = ON');
    connection.exec(sql);
    connection.close();
  }

  remove(): void {
    rmSync(this.place, { recursive: true, force: true });
  }
}
