/**
 * A control of the crash campaign, loaded before the program: every statement is committed on its own, so that calls
 * can be stored without the cursor that says so. The campaign must find what that costs.
 */
import { createRequire } from 'node:module';
import type Database from 'better-sqlite3';

const Sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof Database;

Sqlite.prototype.transaction = ((work: (...given: unknown[]) => unknown) =>
  Object.assign(work, { immediate: work })) as unknown as Database.Database['transaction'];
