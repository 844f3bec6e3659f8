import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SCHEDULE } from '../../maintenance/schedule.ts';
import { DEFAULT_CALL_MEMORY } from '../../privacy/call-memory.ts';
import { DEFAULT_PRIVACY } from '../../privacy/policy.ts';
import { NO_ATTACHMENTS } from '../../settings/attachment-settings.ts';
import { loadConfiguration, problemText } from '../../settings/load-configuration.ts';
import { LISTS } from './small-lists.ts';
import { BROKEN, SOUND, WRONG, without } from './wrong-documents.ts';

const COMMON = ['kind', 'site', 'driver', 'driver_options', 'encoding', 'not_collected', 'enabled'];

function load(text: string) {
  return loadConfiguration(text, LISTS);
}

/** `line:column path: message`, without what is allowed. */
function problemsOf(text: string): string[] {
  const loaded = load(text);
  if (loaded.ok) return [];
  return loaded.problems.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
}

function allowedOf(text: string): (readonly string[])[] {
  const loaded = load(text);
  return loaded.ok ? [] : loaded.problems.map(({ allowed }) => allowed);
}

describe('a retention whose periods do not go together', () => {
  const of = (text: string): string[] =>
    problemsOf(`retention:\n  ${text}\n`).map((one) => one.split(': ')[1] ?? '');

  test('is told with the values that nobody wrote called the default, and no others', () => {
    expect(of("calls: { gone: '6 months' }")).toEqual(
      expect.arrayContaining([
        'masked (12 months, the default) must not come after gone (6 months).',
        'anonymous (24 months, the default) must not come after gone (6 months).',
      ]),
    );
    expect(of("calls: { masked: '12 months', anonymous: null, gone: '6 months' }")[0]).toBe(
      'masked (12 months) must not come after gone (6 months).',
    );
    expect(of("raw_copies: '120 days'")).toContain(
      'raw_copies (120 days) must be gone by held_calls.masked (90 days, the default), when these are not whole any more',
    );
    expect(of("totals: { gone: '1 year' }")).toEqual(
      expect.arrayContaining([
        'totals.gone (1 year) must not come before calls.gone (36 months, the default)',
        'totals.gone (1 year) must not come before totals.anonymous (36 months, the default)',
      ]),
    );
    expect(of("held_calls: { masked: null, gone: '4 years' }")).toEqual([
      'held_calls.gone (4 years) must not come after calls.gone (36 months, the default).',
    ]);
  });
});

describe('a sound document', () => {
  test('gives every source its kind’s options, its driver’s options and the defaults of both', () => {
    const loaded = load(SOUND);
    expect(loaded).toMatchObject({
      ok: true,
      configuration: {
        sites: { headquarters: { country: 'DE', time_zone: 'UTC', extensions: ['2-5 digits'] } },
        sources: {
          pbx: {
            name: 'pbx',
            kind: 'watch',
            site: 'headquarters',
            driver: 'asterisk-csv',
            format: null,
            driver_options: { utc: false },
            encoding: 'auto',
            enabled: true,
            options: { folder: '/var/spool/cdr', pattern: '*', after: 'keep' },
          },
        },
        thresholds: [{ name: 'short', shorter_than_seconds: 5, directions: [] }],
      },
    });
  });

  test('gives a source that names a format the driver and the settings of the format', () => {
    const loaded = load(SOUND);
    const options = { separator: ';', columns: [{ field: 'started', column: 1 }] };
    expect(loaded).toMatchObject({
      configuration: {
        formats: { 'branch-office': { name: 'branch-office', driver: 'delimited', options } },
        sources: { branch: { driver: 'delimited', format: 'branch-office', driver_options: options } },
      },
    });
  });

  test.each([
    '',
    '# nothing yet\n',
    '{}',
    '---\n',
    'sites:\nformats:\nsources:\nthresholds:\nprivacy:\nroles:\nusers:\ncall_memory:\n',
    '\uFEFF{}',
  ])('may be empty, or have sections with every line commented out: %j', (text) => {
    expect(load(text)).toEqual({
      ok: true,
      configuration: {
        ...{ sites: {}, formats: {}, sources: {}, thresholds: [] },
        ...{ trunks: {}, tariffs: { carriers: [], bands: [], holidays: [] } },
        ...{ budgets: [], mark_ups: [], exchange_rates: [] },
        ...{ privacy: DEFAULT_PRIVACY, retention: null, roles: {}, users: {} },
        call_memory: DEFAULT_CALL_MEMORY,
        audit: { checkpoints: [] },
        attachments: NO_ATTACHMENTS,
        ...{ report_schedules: {}, mail: null },
        schedule: DEFAULT_SCHEDULE,
        backup: null,
        archive: null,
        directory: { imports: [], largest_share_percent: 10 },
        ldap: {},
      },
    });
  });

  test('may have driver_options whose lines are all commented out', () => {
    expect(problemsOf(without('    folder:', '    driver_options:\n      # utc: true\n    folder:'))).toEqual(
      [],
    );
  });

  test('keeps the rules of YAML 1.2 although a directive asks for others: NO is Norway', () => {
    const loaded = load('%YAML 1.1\n---\nsites: { oslo: { country: NO } }');
    expect(loaded).toMatchObject({ configuration: { sites: { oslo: { country: 'NO' } } } });
  });

  test('may use anchors and aliases', () => {
    const text = 'sites:\n  one: &plan { country: DE }\n  two: *plan\n';
    expect(load(text)).toMatchObject({ configuration: { sites: { two: { country: 'DE' } } } });
  });
});

describe('a wrong document is refused with the place and a sentence', () => {
  test.each(WRONG)('%s', (_, document, ...problems) => {
    expect(problemsOf(document)).toEqual(problems);
  });

  test.each(BROKEN)('of YAML: %s', (_, document, ...problems) => {
    expect(problemsOf(document)).toEqual(problems);
  });

  test('says which keys and values are allowed, those of every source and those of the kind', () => {
    expect(allowedOf(without('    folder', '    foldr: /\n    folder'))).toEqual([
      [...COMMON, 'folder', 'pattern', 'after'],
    ]);
    expect(allowedOf(without('watch', 'wach'))).toEqual([['watch', 'push']]);
    expect(allowedOf(without('site: headquarters', 'site: hq'))).toEqual([['headquarters']]);
    expect(allowedOf(without('    driver: asterisk-csv\n'))).toEqual([
      ['asterisk-csv', 'delimited', 'branch-office'],
    ]);
    expect(allowedOf(without('field: started', 'feild: started'))[0]).toEqual([
      'started',
      'calling',
      'called',
      'duration',
    ]);
  });

  test('tells all problems at once, in the order of the lines', () => {
    const document = without('DE', 'Germany')
      .replace('watch', 'wach')
      .replace('short\n', 'Short!\n')
      .replace('1752', '0');
    expect(problemsOf(document).map((problem) => problem.split(' ')[1])).toEqual([
      'sites.headquarters.country:',
      'sources.pbx.kind:',
      'sources.branch.port:',
      'thresholds[0].name:',
    ]);
  });

  test('puts place, path, sentence and what is allowed on one line for people', () => {
    const loaded = load(without('watch', 'wach'));
    const lines = loaded.ok ? [] : loaded.problems.map((problem) => problemText(problem, 'ledgerline.yaml'));
    expect(lines).toEqual([
      'ledgerline.yaml:9:11: sources.pbx.kind: “kind” cannot be “wach”; did you mean “watch”? Allowed: watch, push.',
    ]);
  });
});

describe('whatever the text', () => {
  const line = fc.constantFrom(
    ...SOUND.split('\n'),
    'a: &a [*a]',
    '<<: *a',
    '- - -',
    '? {}',
    '__proto__: 1',
    'constructor: {}',
  );
  const noise = fc.string({ unit: 'binary', maxLength: 6 });
  const sign = fc.constantFrom(
    ':',
    ' ',
    '\t',
    '-',
    '[',
    '{',
    '"',
    "'",
    '&a ',
    '*a',
    '!x',
    '|',
    '#',
    '\r',
    '%',
    '0',
    '~',
  );
  const damaged = fc
    .tuple(
      fc.array(line, { maxLength: 25 }),
      fc.array(fc.tuple(fc.nat(), fc.oneof(noise, sign)), { maxLength: 6 }),
    )
    .map(([lines, cuts]) =>
      cuts.reduce((text, [at, put]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + put + text.slice(place + (at % 4));
      }, lines.join('\n')),
    );

  test('loading never throws, and every problem has a line of the text and a sentence', () => {
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string({ unit: 'binary' })), (text) => {
        const loaded = load(text);
        if (loaded.ok) return;
        const lines = text.split(/\r\n|\n|\r/).length;
        expect(loaded.problems.length).toBeGreaterThan(0);
        for (const { line, column, message } of loaded.problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines + 1);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(message).toMatch(/\S.*[.?]$/s);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('a document of nothing but mistakes takes about as many times as long as it has mistakes', () => {
    const timeOf = (mistakes: number): number => {
      const lines = Array.from({ length: mistakes }, (_, index) => `  s${index}: { contry: D }`);
      const started = performance.now();
      expect(problemsOf(`sites:\n${lines.join('\n')}`)).toHaveLength(mistakes);
      return performance.now() - started;
    };
    timeOf(1_000);
    // A square of them would be a hundred times as long.
    expect(timeOf(20_000) / timeOf(2_000)).toBeLessThan(50);
  });
});
