import type { DraftDefinition, GuessedSetting } from '../processor/sample/guess.ts';
import { entry, remark } from '../settings/commented-yaml.ts';

/** A drawn definition as the `formats` of a configuration, under each remark that says how sure its setting is. */
export function definitionText(name: string, draft: DraftDefinition): string {
  const lines = [
    ...draft.remarks.flatMap((sentence) => remark([sentence], '')),
    'formats:',
    `  ${name}:`,
    `    driver: ${draft.driver}`,
    ...draft.settings.flatMap((setting) => settingLines(setting, '    ')),
    ...partyWarning(draft, '    '),
    '    call:',
    ...(draft.parties_missing?.lacking ?? []).map((key) => `      # ${key}: COLUMN`),
    ...draft.call.flatMap((setting) => settingLines(setting, '      ')),
    ...draft.possible.flatMap((setting) => possibleLines(setting, '      ')),
    ...(draft.extra.length === 0 ? [] : ['      extra:']),
    ...draft.extra.flatMap((setting) => settingLines(setting, '        ')),
    ...(draft.conditions.length === 0 ? [] : ['    conditions:']),
    ...draft.conditions.flatMap((setting) => [
      ...remark([groundText(setting)], '      '),
      ...listEntry(setting.value, '      '),
    ]),
  ];
  if (draft.unused.length > 0) {
    lines.push(
      '    # Not used:',
      ...draft.unused.slice(0, MOST_UNUSED).flatMap((one) => remark([`- ${one}`], '    ')),
    );
    if (draft.unused.length > MOST_UNUSED)
      lines.push(`    # and ${draft.unused.length - MOST_UNUSED} columns more.`);
  }
  return `${lines.join('\n')}\n`;
}

/** As an entry of a list: where it is too long for a line, its keys stand below each other. */
function listEntry(value: unknown, indent: string): string[] {
  const [first = '', ...rest] = entry('-', value, indent);
  if (rest.length === 0) return [first.replace('-: ', '- ')];
  return rest.map((line, place) => (place === 0 ? line.replace(`${indent}  `, `${indent}- `) : line));
}

const MOST_UNUSED = 30;

/** Above what must be filled in, as loud as a comment can be. */
function partyWarning({ parties_missing }: DraftDefinition, indent: string): string[] {
  if (parties_missing === null) return [];
  const rule = `${indent}# ${'!'.repeat(40)}`;
  return [rule, ...remark([parties_missing.sentence], indent), rule];
}

function settingLines(setting: GuessedSetting, indent: string): string[] {
  const { key, value } = setting;
  return [...remark([groundText(setting)], indent), ...entry(key, value, indent)];
}

/** Commented out so that taking the # off puts it in force. */
function possibleLines(setting: GuessedSetting, indent: string): string[] {
  const [first = '', ...rest] = entry(setting.key, setting.value, indent);
  const off = (line: string): string => line.replace(indent, `${indent}#`);
  return [...remark([groundText(setting)], indent), off(first), ...rest.map(off)];
}

function groundText({ ground }: GuessedSetting): string | undefined {
  return ground === null ? undefined : `${ground.certainty}: ${ground.why}`;
}
