import type { RegisteredBackup } from '../record/backup.ts';
import type { ErasureLine } from './backup-store.ts';
import type { Connection } from './open-database.ts';

export function createBackupRegister(connection: Connection) {
  const register = connection.prepare(
    `insert into backup (target, name, made_at, bytes, sha256) values (@target, @name, @made_at, @bytes, @sha256)
     on conflict do update set made_at = excluded.made_at, bytes = excluded.bytes, sha256 = excluded.sha256`,
  );
  const forget = connection.prepare('delete from backup where target = @target and name = @name');
  const lines = connection.prepare<[], ErasureLine>('select * from erasure_log order by sequence');
  const addLine = connection.prepare(
    'insert into erasure_log (sequence, at, line) values (@sequence, @at, @line) on conflict do nothing',
  );
  const addLines = connection.transaction((added: readonly ErasureLine[]) => {
    for (const line of added) addLine.run(line);
  });
  return {
    registerBackup: ({ target, name, made_at, bytes, sha256 }: RegisteredBackup): void =>
      void register.run({ target, name, made_at, bytes, sha256 }),
    forgetBackup: ({ target, name }: Pick<RegisteredBackup, 'target' | 'name'>): void =>
      void forget.run({ target, name }),
    erasureLines: () => lines.all(),
    addErasureLines: (added: readonly ErasureLine[]): void => void addLines.immediate(added),
  };
}
