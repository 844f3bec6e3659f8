import { type InstallationKey, macOf } from './mac.ts';

/**
 * By what a file is known again at its origin when its intake has left the ledger: a keyed hash of its name, size and time, so
 * that neither stays.
 */
export function pastFile(
  key: InstallationKey,
  { path, size, modified_at }: { path: string; size: number; modified_at: number },
): string {
  return macOf(key, 'file', Buffer.from(`${path}\n${size}\n${modified_at}`, 'utf8'));
}
