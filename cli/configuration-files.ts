import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { OperationError } from '../record/operation-error.ts';
import type { CommandCall } from './command.ts';
import { usageError } from './usage.ts';

/** The document a command was given. */
export function readDocument(call: CommandCall): { name: string; text: string } {
  const [name] = call.positionals;
  if (name === undefined) throw usageError('No configuration file was named.', 'Name a YAML file.');
  return { name, text: readText(call, name) };
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
  return new OperationError('FILE_UNREADABLE', `The file ${name} cannot be read.`, {
    hint: 'Check its name and rights.',
    cause,
  });
}
