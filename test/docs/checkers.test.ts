import { expect, test } from 'vitest';
import { commandTroubles } from './command-lines.ts';
import { anchorOf, commandLines, firstCells, linksOf, sectionsOf, titlesUnder } from './markdown.ts';

// What reads the documentation must see what is wrong in it.

const PAGE = `# Page

before

## One

| name | what |
|---|---|
| \`a\` | b |
| c | d |

### Inner

\`\`\`
# no heading
\`\`\`

## Two
`;

test('sections, titles and tables are read', () => {
  expect(sectionsOf(PAGE).map(({ level, title }) => `${level} ${title}`)).toEqual([
    '1 Page',
    '2 One',
    '3 Inner',
    '2 Two',
  ]);
  expect(titlesUnder(PAGE, 'Page')).toEqual(['One', 'Two']);
  expect(titlesUnder(PAGE, 'One')).toEqual(['Inner']);
  expect(firstCells(PAGE)).toEqual(['a', 'c']);
});

test('links are found, those in code are none', () => {
  expect(linksOf('[a](b.md#c) ![d](e.svg)\n```\n[f](g)\n```\n`[h](i)`')).toEqual(['b.md#c', 'e.svg']);
  expect(anchorOf('When `verify` finds something: 1')).toBe('when-verify-finds-something-1');
});

test.each([
  ['```\n./ledgerline calls --held | less\n```', 'calls --held'],
  ['run `./ledgerline verify`, then', 'verify'],
  ['hint: "Run ./ledgerline config apply FILE."', 'config apply FILE.'],
  ["say('./ledgerline verify.\\n')", 'verify.'],
  [
    './ledgerline config apply a.yaml --reason "second site" # why',
    'config apply a.yaml --reason "second site"',
  ],
  ['$ ./ledgerline init && ./ledgerline serve', 'init'],
])('a command line is found in %j', (text, line) => {
  expect(commandLines(text)[0]).toBe(line);
});

test('commands and options that are not there are told', () => {
  const commands = [
    { name: 'calls', options: { held: { value: null, summary: '' } } },
    { name: 'call show', options: {} },
  ];
  const common = { data: { value: 'DIR', summary: '' } };
  const troubles = (line: string) => commandTroubles(`./ledgerline ${line}`, commands, common);
  for (const good of ['calls --held --data x', 'call show 3', 'calls.', 'help', 'COMMAND --data x', '']) {
    expect(troubles(good), good).toEqual([]);
  }
  for (const bad of ['cals', 'call', 'call show 3 --raw', 'show']) expect(troubles(bad), bad).toHaveLength(1);
});
