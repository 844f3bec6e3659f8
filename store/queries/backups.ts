import type { RegisteredBackup } from '../../record/backup.ts';
import type { Connection } from '../open-database.ts';

/** Every backup that this installation wrote and did not remove. */
export function registeredBackups(connection: Connection): RegisteredBackup[] {
  return connection.prepare<[], RegisteredBackup>('select * from backup order by made_at, target').all();
}
