import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { OperationError } from '../record/operation-error.ts';
import type { CommandCall } from './command.ts';
import { optional } from './usage.ts';

export const PASSWORD_FILE = {
  value: 'FILE',
  summary: 'where passwords stand, a line each (default: asked for, or standard input)',
} as const;

/** Asks for secrets on the terminal without showing them; from a file or a pipe they are taken line by line. */
export async function askSecrets(call: CommandCall, questions: readonly string[]): Promise<string[]> {
  const file = optional(call, 'password-file');
  if (file !== null) return lines(fileText(resolve(call.cwd, file)));
  if (!process.stdin.isTTY) return lines(await text(process.stdin));
  const answers: string[] = [];
  for (const question of questions) answers.push(await hiddenAnswer(call, question));
  return answers;
}

function lines(given: string): string[] {
  return given.split(/\r?\n/).filter((line) => line !== '');
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new OperationError('FILE_UNREADABLE', `The file ${path} cannot be read.`, {
      hint: 'Give a file with a password in each line, that this account may read.',
      cause: error,
    });
  }
}

const [INTERRUPT, END, BACKSPACE, DELETE] = ['\u0003', '\u0004', '\b', '\u007f'];

async function hiddenAnswer({ err, signal }: CommandCall, question: string): Promise<string> {
  const { stdin } = process;
  err(`${question}: `);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  try {
    let answer = '';
    for await (const typed of stdin.iterator({ destroyOnReturn: false })) {
      for (const sign of String(typed)) {
        if (sign === '\r' || sign === '\n' || sign === END) return answer;
        if (sign === INTERRUPT) process.kill(process.pid, 'SIGINT');
        signal.throwIfAborted();
        if (sign === BACKSPACE || sign === DELETE) answer = answer.slice(0, -1);
        else answer += sign;
      }
    }
    return answer;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    err('\n');
  }
}
