import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { DirectoryDesk, TODAY } from './directory-desk.ts';

let desk: DirectoryDesk;

beforeEach(() => {
  desk = new DirectoryDesk();
  desk.take(
    'cost-centres',
    [
      { code: '100', name: 'Sales', kind: 'department', parent: '' },
      { code: '110', name: 'Sales North', parent: '100' },
      { code: '200', name: 'Service', parent: '' },
    ],
    { from: '2026-01-01' },
  );
  desk.take('people', [{ person: 'P1', name: 'Anna', cost_centre: '110' }], { from: '2026-01-01' });
});

test('an extension is of its own cost centre, else of that of its person, and below it all that are above', () => {
  desk.take('extensions', [
    { site: 'berlin', extension: '204', person: 'P1', cost_centre: '' },
    { site: 'berlin', extension: '205', person: 'P1', cost_centre: '200' },
    { site: 'paris', extension: '204', person: '', cost_centre: '200' },
  ]);
  expect(desk.whose('204', '2026-03-20')).toEqual({ person: 'P1', units: ['100', '110'] });
  expect(desk.whose('205', '2026-03-20')).toEqual({ person: 'P1', units: ['200'] });
  expect(desk.whose('204', '2026-03-19')).toEqual({ person: null, units: [] });
});

test('an extension that moves in mid-month is of both cost centres, each its days', () => {
  desk.take('extensions', [{ site: 'berlin', extension: '204', cost_centre: '110' }], { from: '2026-01-01' });
  desk.take('extensions', [{ site: 'berlin', extension: '204', cost_centre: '200' }], { from: '2026-03-15' });
  expect(desk.whose('204', '2026-03-14').units).toEqual(['100', '110']);
  expect(desk.whose('204', '2026-03-15').units).toEqual(['200']);
});

test('a tree that changes leaves earlier days as they were', () => {
  desk.take('extensions', [{ site: 'berlin', extension: '204', person: 'P1' }], { from: '2026-01-01' });
  desk.take('cost-centres', [{ code: '110', name: 'Sales North', parent: '200' }], { from: '2026-03-01' });
  expect(desk.whose('204', '2026-02-28').units).toEqual(['100', '110']);
  expect(desk.whose('204', '2026-03-01').units).toEqual(['200', '110']);
});

test('the same again changes nothing, on the same day and on a later one', () => {
  const rows = [
    { site: 'berlin', extension: '204', person: 'P1', cost_centre: '', devices: 'SEP1 SEP2' },
    { site: 'berlin', extension: '205', cost_centre: '110', from: '2026-01-01', to: '2026-03-14' },
    { site: 'berlin', extension: '205', cost_centre: '200', from: '2026-03-15', to: '' },
  ];
  expect(desk.take('extensions', rows)).toHaveLength(4);
  const before = desk.directory;
  for (const today of [TODAY, TODAY + 30]) {
    expect(desk.plan('extensions', rows, { today, complete: true })).toMatchObject({
      changes: [],
      unchanged: 2,
      refused: [],
    });
  }
  expect(desk.directory).toBe(before);
});

test('what is planned for later than today stays when the state of today comes again', () => {
  desk.take('extensions', [{ site: 'berlin', extension: '204', cost_centre: '110' }], { from: '2026-01-01' });
  desk.take('extensions', [
    { site: 'berlin', extension: '204', cost_centre: '200', from: '2026-05-01', to: '' },
  ]);
  expect(desk.take('extensions', [{ site: 'berlin', extension: '204', cost_centre: '110' }])).toEqual([]);
  expect(desk.whose('204', '2026-04-30').units).toEqual(['100', '110']);
  expect(desk.whose('204', '2026-05-01').units).toEqual(['200']);
});

test('a column that is not there leaves what stands, an empty cell takes it away', () => {
  const row = { site: 'berlin', extension: '204' };
  desk.take('extensions', [{ ...row, person: 'P1', cost_centre: '200' }], { from: '2026-01-01' });
  desk.take('extensions', [row]);
  expect(desk.whose('204', '2026-03-20')).toEqual({ person: 'P1', units: ['200'] });
  desk.take('extensions', [{ ...row, cost_centre: '' }]);
  expect(desk.whose('204', '2026-03-19')).toEqual({ person: 'P1', units: ['200'] });
  expect(desk.whose('204', '2026-03-20')).toEqual({ person: 'P1', units: ['100', '110'] });
});

test('what is missing ends only where the list is said to be complete, the day before', () => {
  desk.take('extensions', [{ site: 'berlin', extension: '204', person: 'P1' }], { from: '2026-01-01' });
  const others = [{ person: 'P2', name: 'Ben' }];
  expect(desk.take('people', others)).toEqual(['added P2']);
  expect(desk.take('people', others, { complete: true })).toEqual(['ended P1', 'changed berlin 204']);
  expect(desk.whose('204', '2026-03-19').person).toBe('P1');
  expect(desk.whose('204', '2026-03-20').person).toBe(null);
});

test('who comes back is there again', () => {
  desk.take('people', [{ person: 'P2', name: 'Ben' }], { complete: true });
  expect(desk.take('people', [{ person: 'P1', name: 'Anna' }])).toEqual(['changed P1']);
});

test('extensions without a configuration are refused with what comes first', () => {
  const { refused } = desk.plan('extensions', [{ site: 'berlin', extension: '204' }], { sites: [] });
  expect(refused.map(({ reason }) => reason)).toEqual([expect.stringContaining('config apply comes first')]);
});

describe('refused, with the line and the reason, is', () => {
  const reasons = (...given: Parameters<DirectoryDesk['plan']>): string[] =>
    desk.plan(...given).refused.map(({ place, reason }) => `${place}: ${reason}`);

  test.each([
    ['extensions', { site: 'rome', extension: '204' }, 'there is no site of this name'],
    ['extensions', { extension: '204' }, 'site is missing'],
    ['extensions', { site: 'berlin', extension: '' }, 'extension is missing'],
    ['extensions', { site: 'berlin', extension: '204', person: 'P9' }, 'there is no person P9'],
    ['people', { person: 'P3', name: 'Cem', cost_centre: '999' }, 'there is no cost centre 999'],
    ['people', { person: 'P3', name: 'Cem', email: 'cem' }, 'email is no address'],
    ['people', { person: 'P3', name: 'C\u0007' }, 'control character'],
    ['people', { person: 'P3', name: 'Cem', from: '31.12.2026' }, 'from is no date'],
    ['people', { person: 'P3', name: 'Cem', from: '2026-02-01', to: '2026-01-01' }, 'to is earlier'],
    ['contacts', { number: '089 1234' }, 'not written in full'],
    ['cost-centres', { code: '1', name: 'One', kind: 'team' }, 'kind is one of'],
  ] as const)('of %s %o', (list, cells, reason) => {
    expect(reasons(list, [cells])).toEqual([
      expect.stringContaining(`line 2: ${reason}`.replace(/: .*$/, '')),
    ]);
    expect(reasons(list, [cells])[0]).toContain(reason);
  });

  test('an entry that stands there twice, or twice on one day', () => {
    const row = { person: 'P3', name: 'Cem' };
    expect(reasons('people', [row, row])).toEqual(['line 3: the same entry stands in line 2 already']);
    const dated = [
      { ...row, from: '2026-01-01', to: '2026-02-10' },
      { ...row, from: '2026-02-10', to: '' },
    ];
    expect(reasons('people', dated)).toEqual(['line 3: its days overlap with those of line 2']);
  });

  test('a cost centre that would stand above itself', () => {
    expect(reasons('cost-centres', [{ code: '100', name: 'Sales', parent: '110' }])).toEqual([
      expect.stringMatching(/^cost centre 1[01]0: it would stand above itself/),
    ]);
  });

  test('what belongs to somebody who has left', () => {
    desk.take('people', [{ person: 'P2', name: 'Ben' }], { complete: true });
    expect(reasons('extensions', [{ site: 'berlin', extension: '204', person: 'P1' }])).toEqual([
      'line 2: person P1 has ended',
    ]);
  });
});

test('whatever comes, nothing stored overlaps, and what calls are joined with says what the assignments say', () => {
  const row = fc.record({
    site: fc.constant('berlin'),
    extension: fc.constantFrom('204', '205'),
    person: fc.constantFrom('', 'P1'),
    cost_centre: fc.constantFrom('', '100', '110', '200'),
  });
  const step = fc.record({ row, from: fc.integer({ min: -30, max: 30 }), complete: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const one = new DirectoryDesk();
      one.directory = desk.directory;
      for (const { row: cells, from, complete } of steps) {
        const from_day = new Date((TODAY + from) * 86_400_000).toISOString().slice(0, 10);
        one.take('extensions', [cells], { from: from_day, complete });
        expect(one.take('extensions', [cells], { from: from_day, complete })).toEqual([]);
      }
      const last = new Map<string, number | null>();
      for (const { kind, subject, from_day, to_day } of [...one.directory.assignments].sort(
        (a, b) => a.from_day - b.from_day,
      )) {
        const end = last.get(`${kind} ${subject}`);
        if (end !== undefined) expect(end !== null && end < from_day).toBe(true);
        last.set(`${kind} ${subject}`, to_day);
      }
    }),
    { numRuns: 60 },
  );
});
