/**
 * A control of the power cut campaign, loaded before the program: the database flushes only at checkpoints, as
 * better-sqlite3 would by itself. The campaign must find what that costs.
 */
import { createRequire } from 'node:module';
import type Database from 'better-sqlite3';

const Sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof Database;
const { prototype } = Sqlite as unknown as { prototype: Database.Database };
const { pragma } = prototype;

prototype.pragma = function (this: Database.Database, source, options) {
  if (source === 'synchronous = FULL') return pragma.call(this, 'synchronous = NORMAL', options);
  // The program reads back what it set.
  return source === 'synchronous' ? 2 : pragma.call(this, source, options);
};
