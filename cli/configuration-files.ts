import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { OperationError } from '../record/operation-error.ts';
import type { CommandCall } from './command.ts';

/** The document a command was given: what stands behind its name, or this one. */
export function readDocument(
  call: CommandCall,
  name = call.positionals[0] ?? '',
): { name: string; text: string } {
  const text = readText(call, name);
  if (text.split('\n').every((line) => /^\s*(?:#.*|---\s*)?$/.test(line))) throw emptyDocument(name);
  return { name, text };
}

/** A command that failed leaves an empty file where its output was to go; nobody means to take everything away by it. */
function emptyDocument(name: string): OperationError {
  return new OperationError('CONFIGURATION_INVALID', `${name} is empty: it configures nothing.`, {
    hint: 'Name the right file; nothing was changed. To take every site, source and rule away, apply a document that says sites: {}.',
  });
}

/** A file beside the caller that is read whole. */
export function readText(call: CommandCall, name: string): string {
  try {
    return readFileSync(resolve(call.cwd, name), 'utf8');
  } catch (cause) {
    throw unreadableFile(name, cause);
  }
}

export function unreadableFile(name: string, cause: unknown): OperationError {
  return new OperationError('FILE_UNREADABLE', `The file ${name} cannot be read: ${whyUnreadable(cause)}.`, {
    hint: 'Check its name and rights.',
    cause,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'this account has no right to',
  EMFILE: 'this process has as many files open as it may have; ulimit -n says how many',
  ENFILE: 'the whole machine has as many files open as it may have',
};

/** What the system says of a file, without its path: that was typed, or stands beside it. */
export function whyUnreadable(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause ? String(cause.code) : null;
  if (code === null) return cause.message;
  return `${REASONS[code] ?? 'the system refuses it'} (${code})`;
}
