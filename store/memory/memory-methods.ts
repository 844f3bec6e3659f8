import type { MemoryAccess, MemoryLock, MemoryProfile } from '../../record/call-memory.ts';
import type { EntriesToExpire } from '../job-store.ts';
import type { Connection } from '../open-database.ts';
import type { CallMemories } from './call-memories.ts';

export function createMemoryMethods(connection: Connection, memories: CallMemories) {
  const lock = connection.prepare<[string], MemoryLock>(
    'select password, failures, failed_at from memory_profile where name = ?',
  );
  const setPassword = connection.prepare<[string, string], unknown>(
    'update memory_profile set password = ?, failures = 0, failed_at = null where name = ?',
  );
  const right = connection.prepare<[string], unknown>(
    'update memory_profile set failures = 0, failed_at = null where name = ? and failures > 0',
  );
  const wrong = connection.prepare<[number, string], unknown>(
    'update memory_profile set failures = failures + 1, failed_at = ? where name = ?',
  );
  const addAccess = connection.prepare<[MemoryAccess & { profile: string }], unknown>(
    `insert into memory_access (profile, what, person, at, until, reason)
     values (@profile, @what, @person, @at, @until, @reason)`,
  );
  return {
    keepMemories: (profiles: readonly MemoryProfile[], now: number): void => memories.keep(profiles, now),
    settleMemories: (): boolean => memories.settleSome(),
    deleteMemoryEntry: (profile: string, entry: number): boolean => memories.deleteEntry(profile, entry),
    expireMemoryEntries: (wish: EntriesToExpire): number => memories.expire(wish),
    memoryLock: (profile: string): MemoryLock | null => lock.get(profile) ?? null,
    setMemoryPassword: (profile: string, password: string): void => void setPassword.run(password, profile),
    /** A password was tried: a right one makes up for wrong ones. */
    noteMemoryTry: (profile: string, isRight: boolean, at: number): void =>
      void (isRight ? right.run(profile) : wrong.run(at, profile)),
    noteMemoryAccess: (profile: string, access: MemoryAccess): void =>
      void addAccess.run({ profile, ...access }),
  };
}
