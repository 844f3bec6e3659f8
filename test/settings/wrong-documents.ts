/** A document with one source of each kind, in which the tests break one thing at a time. */
export const SOUND = `sites:
  headquarters: { country: DE }
formats:
  branch-office:
    driver: delimited
    columns: [{ field: started, column: 1 }]
sources:
  pbx:
    kind: watch
    site: headquarters
    driver: asterisk-csv
    folder: /var/spool/cdr
  branch:
    kind: push
    site: headquarters
    driver: branch-office
    port: 1752
thresholds:
  - name: short
    shorter_than_seconds: 5
`;
/** The sound document with one text taken out or replaced by another. */
export const without = (text: string, by = ''): string => {
  if (!SOUND.includes(text)) throw new Error(`not in the document: ${text}`);
  return SOUND.replace(text, by);
};

type WrongDocument = readonly [what: string, document: string, ...problems: string[]];

/** What the schemas and references refuse, each with `line:column path: message`. */
export const WRONG: readonly WrongDocument[] = [
  ['an unknown section', 'sitse: {}', '1:1 sitse: “sitse” is not known here; did you mean “sites”?'],
  ['a list for the document', '- a', '1:1 : the document must be keys with values, but is a list.'],
  ['a text for the document', 'hello', '1:1 : the document must be keys with values, but is “hello”.'],
  ['a section that is a list', 'sites: []', '1:1 sites: “sites” must be keys with values, but is a list.'],
  [
    'digits without quotes',
    without('country: DE', 'area_code: 030'),
    "2:30 sites.headquarters.area_code: “area_code” must be text, but is the number 30; put it in quotes: '030'.",
  ],
  [
    'a value of the wrong form',
    without('DE', 'Germany'),
    '2:28 sites.headquarters.country: “country” cannot be “Germany”: two capital letters, ISO 3166-1, for example DE.',
  ],
  [
    'a value a rule refuses',
    without('country: DE', 'time_zone: Mars/Base'),
    '2:30 sites.headquarters.time_zone: “time_zone” cannot be “Mars/Base”: an IANA time zone, for example Europe/Berlin.',
  ],
  [
    'a name that could be a path',
    'sites:\n  ../etc: {}',
    '2:3 sites["../etc"]: the name “../etc” is not allowed: a name has up to 63 letters, digits, dots, _ and -, and begins with a letter or digit.',
  ],
  [
    'an unknown key of a kind',
    without('    port: 1752', '    port: 1752\n    prot: 1'),
    '18:5 sources.branch.prot: “prot” is not known here; did you mean “port”?',
  ],
  ['a key left out', without('    port: 1752\n'), '13:3 sources.branch.port: “port” is missing.'],
  ['no site', without('    site: headquarters\n'), '8:3 sources.pbx.site: “site” is missing.'],
  [
    'an unknown kind',
    without('watch', 'wach'),
    '9:11 sources.pbx.kind: “kind” cannot be “wach”; did you mean “watch”?',
  ],
  ['no kind', without('    kind: watch\n'), '8:3 sources.pbx.kind: “kind” is missing.'],
  [
    'a source without anything',
    'sources:\n  pbx:',
    '2:3 sources.pbx: “pbx” must be keys with values, but is empty.',
  ],
  [
    'a site nobody described',
    without('site: headquarters', 'site: headquarter'),
    '10:11 sources.pbx.site: “site” names “headquarter”, which is not under sites; did you mean “headquarters”?',
  ],
  [
    'a driver nobody knows',
    without('asterisk-csv', 'asterisk_cvs'),
    '11:13 sources.pbx.driver: “driver” names “asterisk_cvs”, which is neither a driver nor under formats; did you mean “asterisk-csv”?',
  ],
  [
    'calls of a source that is not there',
    without('driver: asterisk-csv', 'driver: quality\n    driver_options: { calls_of: pxb }'),
    '11:13 sources.pbx.driver: “driver” names “quality”, which is neither a driver nor under formats.',
    '12:33 sources.pbx.driver_options.calls_of: “calls_of” names “pxb”, which is not under sources; did you mean “pbx”?',
  ],
  [
    'a driver named like something every object has',
    without('asterisk-csv', 'constructor'),
    '11:13 sources.pbx.driver: “driver” names “constructor”, which is neither a driver nor under formats.',
  ],
  [
    'a wrong option of a driver',
    without('    folder', '    driver_options: { utc: sometimes, utx: 1 }\n    folder'),
    '12:28 sources.pbx.driver_options.utc: “utc” cannot be “sometimes”.',
    '12:39 sources.pbx.driver_options.utx: “utx” is not known here; did you mean “utc”?',
  ],
  [
    'options beside a format',
    without('    port', '    driver_options: { separator: "," }\n    port'),
    '17:5 sources.branch.driver_options: “driver_options” cannot be given here: “branch-office” is a format, and its settings stand under formats.',
  ],
  [
    'a format with the name of a driver',
    'formats:\n  asterisk-csv: { driver: delimited, columns: [{ field: started, column: 1 }] }',
    '2:3 formats.asterisk-csv: “asterisk-csv” is the name of a driver; give the format another name.',
  ],
  [
    'a format read by a driver with a layout of its own',
    'formats:\n  mine: { driver: asterisk-csv }',
    '2:19 formats.mine.driver: “driver” cannot be “asterisk-csv”.',
  ],
  [
    'wrong settings of a format',
    'formats:\n  mine: { driver: delimited, columns: [{ field: start, column: -1 }], colums: 5 }',
    '2:49 formats.mine.columns[0].field: “field” cannot be “start”; did you mean “started”?',
    '2:64 formats.mine.columns[0].column: “column” must be at least 1, but is the number -1.',
    '2:71 formats.mine.colums: “colums” is not known here; did you mean “columns”?',
  ],
  [
    'an empty list',
    'formats:\n  a: { driver: delimited, columns: [] }',
    '2:3 formats.a: one column must say when the call started.',
    '2:27 formats.a.columns: “columns” must not be empty.',
  ],
  [
    'a rule over several columns',
    without('field: started', 'field: called'),
    '4:3 formats.branch-office: one column must say when the call started.',
  ],
  [
    'a number out of bounds',
    without('1752', '99999'),
    '17:11 sources.branch.port: “port” must be at most 65535, but is the number 99999.',
  ],
  [
    'a broken number',
    without('1752', '17.5'),
    '17:11 sources.branch.port: “port” must be a whole number, but is the number 17.5.',
  ],
  [
    'neither of two forms',
    without('1752', '1752\n    peers: 7'),
    '18:12 sources.branch.peers: “peers” cannot be the number 7: it must be text, or a list.',
  ],
  [
    'a wrong entry of the form that was meant',
    without('1752', '1752\n    peers: [a, 7]'),
    "18:16 sources.branch.peers[1]: entry 2 of “peers” must be text, but is the number 7; put it in quotes: '7'.",
  ],
  [
    'a choice that is not there',
    without('1752', '1752\n    login: { by: key }'),
    '18:18 sources.branch.login.by: “by” cannot be “key”.',
  ],
  [
    'a choice not made',
    without('1752', '1752\n    login: {}'),
    '18:5 sources.branch.login.by: “by” is missing.',
  ],
  [
    'a secret instead of a reference, which is not repeated',
    without('1752', '1752\n    login: { by: password, password: hunter2 }'),
    '18:38 sources.branch.login.password: “password” cannot be the text given: a reference: file:/path.',
  ],
  [
    'two keys of which one can be given',
    without('1752', '1752\n    idle_seconds: 5\n    busy_seconds: 5'),
    '13:3 sources.branch: only one of idle_seconds and busy_seconds can be given.',
  ],
  [
    'a beginning that is not allowed',
    without('/var', 'var'),
    '12:13 sources.pbx.folder: “folder” cannot be “var/spool/cdr”: it must begin with “/”.',
  ],
  [
    'yes for true',
    without('    folder', '    enabled: yes\n    folder'),
    '12:14 sources.pbx.enabled: “enabled” cannot be “yes”.',
  ],
  [
    'an encoding by another name',
    without('    folder', '    encoding: utf8\n    folder'),
    '12:15 sources.pbx.encoding: “encoding” cannot be “utf8”; did you mean “utf-8”?',
  ],
  [
    'two thresholds of one name',
    `${SOUND}  - name: short\n    answered: false\n`,
    '21:11 thresholds[1].name: “short” is the name of threshold 1 already; every threshold needs its own.',
  ],
  [
    'a threshold of which only the name is given',
    'thresholds: [{ name: a }, { name: b, answered: true }]',
    '1:14 thresholds[0]: a threshold without a condition would hold every call; give it one of these: shorter_than_seconds, answered, directions, classes, extensions, trunks.',
  ],
  [
    'a threshold whose conditions are all empty',
    'thresholds:\n  - { name: a, shorter_than_seconds: null, answered: null, directions: [], classes: [], extensions: [] }',
    '2:5 thresholds[0]: a threshold without a condition would hold every call; give it one of these: shorter_than_seconds, answered, directions, classes, extensions, trunks.',
  ],
  [
    'a threshold whose only condition is misspelt',
    'thresholds: [{ name: a, awnsered: true }]',
    '1:25 thresholds[0].awnsered: “awnsered” is not known here; did you mean “answered”?',
  ],
  [
    'a wrong word in a list',
    'thresholds: [{ name: a, directions: [out] }]',
    '1:38 thresholds[0].directions[0]: entry 1 of “directions” cannot be “out”; did you mean “outgoing”?',
  ],
  [
    'something wrong behind an alias, at the place where it is written',
    'sites:\n  one: &plan { country: D }\n  two: *plan\n',
    '2:25 sites.one.country: “country” cannot be “D”: two capital letters, ISO 3166-1, for example DE.',
    '2:25 sites.two.country: “country” cannot be “D”: two capital letters, ISO 3166-1, for example DE.',
  ],
];

/** What is no YAML, or none that is read here. */
export const BROKEN: readonly WrongDocument[] = [
  ['a tab', 'sites:\n\tone: {}', '2:1 : lines are indented with blanks; this one has a tab.'],
  ['a quote left open', "sites: 'one\n", '2:1 : a quote is opened and not closed.'],
  [
    'a bracket left open',
    'thresholds: [',
    '1:14 : the indentation does not fit the lines around it, or a bracket is not closed.',
  ],
  [
    'a bracket too many',
    'thresholds: []]',
    '1:15 : this cannot stand here: is a quote or bracket one too many, or does text follow the end of a value?',
  ],
  [
    'a colon left out',
    'sites\nformats: {}\n',
    '1:1 : a key and its colon with a blank after it stand on one line; is the colon or blank missing, or the indentation off?',
  ],
  [
    'a colon in a value',
    'sites: one: two',
    '1:8 : a key stands inside a value: give every key a line of its own, indent them alike, and put texts with “: ” in quotes.',
  ],
  [
    'a key twice',
    'sites: {}\nformats: {}\nsites: {}\n',
    '3:1 : “sites” stands here a second time; the first is on line 1.',
  ],
  [
    'a second document',
    'sites: {}\n---\nsites: {}\n',
    '2:1 : a second document begins here (---); the configuration is one document.',
  ],
  [
    'a tag',
    'sites: !!set {}',
    '1:8 : tags (!name) have no meaning here; put the text in quotes if it begins with !.',
  ],
  ['an alias of nothing', 'sites: *plan', '1:8 : *plan names nothing: no &plan stands before it.'],
  ['an alias inside of itself', 'sites: &a { b: *a }', '1:16 : *a stands inside of what it names.'],
  ['a key with a meaning in JavaScript', 'sites:\n  __proto__: {}', '2:3 : a key cannot be “__proto__”.'],
  ['a list as a key', '? [a]\n: 1', '1:3 : a key is a plain word or a text in quotes.'],
  [
    'brackets by the thousand',
    'a: '.concat('['.repeat(200_000)),
    '1:1 : keys and lists are nested too deep.',
  ],
  [
    'too much text',
    ' '.repeat(1_048_577),
    '1:1 : the text has more than 1 MiB; that is hardly a configuration.',
  ],
  [
    'aliases of aliases that unfold without bound',
    'a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n',
    '2:8 : the aliases (*name) unfold to too much; write the values out.',
  ],
  [
    'aliases without end',
    `a: &a 1\nb: [${'*a, '.repeat(101)}]`,
    '2:405 : more than 100 aliases (*name); write the values out.',
  ],
];
