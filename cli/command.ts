import type { AuditOrigin } from '../record/audit-record.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import type { CommandAudit } from './audited.ts';
import type { Writer } from './service/writer.ts';

/** One option of a command, as help shows it. */
export interface CommandOption {
  /** What stands for the value in the help, for example `ZONE`; null for a switch. */
  readonly value: string | null;
  readonly summary: string;
  /** It may be given more than once: what was given stands in `several`. */
  readonly several?: true;
}

/** One command of the command line: one file, one constant, one line in commands.ts. */
export interface Command {
  /** As it is typed, for example `undefined list`. */
  readonly name: string;
  readonly summary: string;
  /** What follows the name, for example `INTAKE OFFSET`; empty for nothing. */
  readonly positionals: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly example: string;
  /** Goes through the service when one runs, because there is one writer. */
  readonly writes: boolean;
  /** What it does with what belongs to people, for the audit log. */
  readonly audit: CommandAudit;
  /** Never asks for `reading`: what reads a store is not loaded, and it starts in half the time. */
  readonly storeless?: true;
  /** Makes a data folder anew, also of one that is closed: no rights and no log stand there, so none are asked and nothing is recorded. */
  readonly makesFolder?: true;
  /** Comes to an end in good order when it is told to stop; every other command is broken off. */
  readonly endsItself?: true;
  /** Asks for what must not stand in a command line, in the process of whoever called it, before the service is asked. */
  secrets?(call: CommandCall): Promise<readonly string[]>;
  /** Returns the exit code. */
  run(call: CommandCall): Promise<number>;
}

/** Where a command is run, and what it may touch. */
export interface CommandSurroundings {
  /** Where the caller stands: relative paths mean files there. */
  readonly cwd: string;
  /** `os:NAME`, with SUDO_USER noted. */
  readonly principal: string;
  /** From where it was called. */
  readonly origin: AuditOrigin;
  readonly now: () => number;
  /** Standard output; resolves when more may be written. */
  readonly out: (text: string | Uint8Array) => Promise<void>;
  /** Standard error: progress and notices. */
  readonly err: (text: string) => void;
  readonly signal: AbortSignal;
  /** What the command's `secrets` gave where it was called; null where it was not asked yet. */
  readonly secrets: readonly string[] | null;
  /** The service's writer when the command runs inside the service; null on its own. */
  readonly service: Writer | null;
}

/** What a command tells the audit log of what it did; nothing that names a person. */
export interface CommandFacts {
  /** What it was about, as an id of ours. */
  readonly object?: string;
  readonly counts?: Readonly<Record<string, number>>;
}

/** A command as it was called, with everything it may touch. */
export interface CommandCall extends Omit<CommandSurroundings, 'service' | 'secrets'> {
  readonly secrets: readonly string[];
  /** The data folder, absolute. */
  readonly folder: string;
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | true>>;
  /** Of options that may be given more than once. */
  readonly several: Readonly<Record<string, readonly string[]>>;
  /** The store for reading; closed when the command ends. */
  readonly reading: () => ReadingStore;
  /** The one writer: the service's when the command runs inside it, else opened under the folder's lock. */
  readonly writer: () => Promise<Writer>;
  /** For the audit log: what it was about, and how many. */
  readonly tell: (facts: CommandFacts) => void;
  /** Runs another command line: the service for those who ask it, the demo for what it shows. */
  readonly runCommand: (argv: readonly string[], surroundings: CommandSurroundings) => Promise<number>;
}
