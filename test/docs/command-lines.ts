import type { Command, CommandOption } from '../../cli/command.ts';
import { commandLines } from './markdown.ts';

/** Command lines in a text that name no command, or options the command does not have. */
export function commandTroubles(
  text: string,
  commands: readonly Pick<Command, 'name' | 'options'>[],
  common: Readonly<Record<string, CommandOption>>,
): string[] {
  return commandLines(text).flatMap((line) => {
    // `COMMAND` stands for any command; `${…}` is filled in by the program.
    if (/^(?:$|help\b|--help\b|COMMAND\b|\$\{)/.test(line)) return [];
    const words = line.split(/\s+/);
    const command = [3, 2, 1]
      .map((count) =>
        words
          .slice(0, count)
          .join(' ')
          .replace(/[.,;:]$/, ''),
      )
      .map((name) => commands.find((known) => known.name === name))
      .find((known) => known !== undefined);
    if (command === undefined) return [`./ledgerline ${line}: there is no such command`];
    const known = Object.keys({ ...command.options, ...common });
    return Array.from(line.matchAll(/(?<=\s)--([a-z-]+)/g), (match) => match[1] ?? '')
      .filter((option) => !known.includes(option))
      .map((option) => `./ledgerline ${line}: ${command.name} has no option --${option}`);
  });
}
