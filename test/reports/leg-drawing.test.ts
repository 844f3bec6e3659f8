import { describe, expect, test } from 'vitest';
import type { Call } from '../../record/call.ts';
import { legChain, legRecord } from '../../reports/leg-chain.ts';
import { drawLegs } from '../../reports/leg-drawing.ts';

const DAY = Date.parse('2026-11-02T09:00:00+01:00');

interface Given extends Partial<Omit<Call, 'started_at'>> {
  /** Seconds after nine o'clock. */
  readonly at: number;
  readonly ring?: number;
  readonly talk?: number;
}

const CALL: Omit<Call, 'id' | 'started_at'> = {
  ...{ source: 'pbx', driver: 'asterisk-csv', intake: 1, offset: 0, length: 1, call_key: 'k', head: false },
  ...{ answered_at: null, ended_at: null, ring_ms: null, duration_ms: null, direction: 'incoming' },
  ...{
    answered: null,
    cause: null,
    calling: '+493012345678',
    called: '204',
    dialled: null,
    extension: '204',
  },
  ...{
    calling_name: null,
    called_name: null,
    trunk: null,
    account_code: null,
    destination_class: 'internal',
  },
  ...{ cost_micros: null, currency: null, rate: null },
  ...{ destination_country: null, private: null, held_by: null, marks: [], extra: null },
};

function call(id: number, { at, ring = 0, talk = 0, ...rest }: Given): Call {
  const clock = new Date(DAY + at * 1000 + 3_600_000).toISOString().slice(0, 19);
  const times = { ring_ms: ring * 1000, duration_ms: talk * 1000, answered: talk > 0 };
  return { ...CALL, ...times, id, started_at: `${clock}+01:00`, ...rest };
}

const drawn = (legs: readonly Call[], shown = legs[0]?.id ?? 0): string => drawLegs(legChain(legs), shown);

const TRANSFER = [
  call(1, { at: 0, ring: 10, talk: 60, head: true, extra: { leg: 'transfer', sent_on_to: '215' } }),
  call(2, {
    at: 50,
    ring: 5,
    talk: 15,
    calling: '204',
    called: '215',
    extension: '204',
    extra: { leg: 'consultation' },
  }),
  call(3, {
    at: 70,
    talk: 120,
    called: '215',
    extension: '215',
    extra: { leg: 'transfer', sent_on_by: '204' },
  }),
];

describe('the legs of a call are drawn', () => {
  test('with who put whom through to which leg, for a transfer of three legs', () => {
    expect(drawn(TRANSFER, 3)).toBe(
      `3 legs of this call by their start, all on 2026-11-02 at +01:00; * is the head, > the leg above.

leg      start        talk  ░ ring █ talk         who with whom        what it is                                  id
───  ──  ────────  ───────  ────────────────────  ───────────────────  ──────────────────────────────────────────  ──
  1  *   09:00:00  0:01:00  ░██████               +493012345678 → 204  answered, transfer, sent on to 215 (leg 3)  1
  2      09:00:50  0:00:15       ░█               204 → 215            answered, consultation                      2
  3   >  09:01:10  0:02:00         █████████████  +493012345678 → 215  answered, transfer, sent on by 204 (leg 1)  3
`,
    );
  });

  test('with what stands beside a leg beneath it', () => {
    const text = drawLegs(legChain(TRANSFER), 1, new Map([[2, ['quality, called: mos 4.1', 'another']]]));
    const rows = text.split('\n').slice(4, 9);
    expect(rows.map((row) => row.slice(0, 30).trimEnd())).toEqual([
      expect.stringMatching(/^ {2}1 /),
      expect.stringMatching(/^ {2}2 /),
      '         quality, called: mos',
      '         another',
      expect.stringMatching(/^ {2}3 /),
    ]);
  });

  test('with one that talked and four that only rang, for a ring group of five', () => {
    const group = [201, 202, 203, 204, 205].map((station, at) =>
      call(at + 1, {
        ...{ at: 0, ring: 8, talk: station === 203 ? 40 : 0, head: at === 0 },
        ...{ called: '600', extension: '600', extra: { station: String(station) } },
      }),
    );
    const lines = drawn(group).split('\n').slice(4, 9);
    expect(lines.map((line) => line.slice(28).replace(/ +\d$/, ''))).toEqual([
      '░░░                   +493012345678 → 600 (201)  not answered',
      '░░░                   +493012345678 → 600 (202)  not answered, at the same time as leg 1',
      '░░░█████████████████  +493012345678 → 600 (203)  answered, at the same time as leg 1',
      '░░░                   +493012345678 → 600 (204)  not answered, at the same time as leg 1',
      '░░░                   +493012345678 → 600 (205)  not answered, at the same time as leg 1',
    ]);
  });

  test('with every member of a conference, a held one and one of whom nothing is known', () => {
    const conference = { called: '800', extra: { leg: 'conference' } };
    const text = drawn([
      call(1, { at: 0, talk: 600, head: true, calling: '201', extension: '201', ...conference }),
      call(2, { at: 60, talk: 500, calling: '202', extension: '202', held_by: 'short', ...conference }),
      call(3, { at: 90, calling: null, called: null, extension: null, answered: null, duration_ms: null }),
    ]);
    expect(text).toMatch(/^ {2}1 {2}\*> .* 0:10:00 {2}█{20} {2}201 → 800 +answered, conference +1$/m);
    expect(text).toMatch(/^ {2}2 .* {2}202 → 800 +answered, conference, held by short +2$/m);
    expect(text).toMatch(/^ {2}3 .* {2}– → – +answer not known +3$/m);
  });

  test('with numbers that stay in line, and references to them, for two hundred legs', () => {
    const legs = Array.from({ length: 200 }, (_, at) =>
      call(at + 1, {
        ...{ at: at * 10, talk: 9, head: at === 0, called: String(1000 + at), extension: String(1000 + at) },
        ...(at === 0 ? {} : { extra: { leg: 'forward', sent_on_by: String(999 + at) } }),
      }),
    );
    const lines = drawn(legs).split('\n');
    expect(lines[4]?.startsWith('  1  *>')).toBe(true);
    expect(lines[203]).toMatch(/^200 .* forward, sent on by 1198 \(leg 199\) +200$/);
    expect(new Set(lines.slice(4, 204).map((line) => line.indexOf('09:'))).size).toBe(1);
  });

  test('with a mark for a leg that is too short to be seen, and none where all began and ended at once', () => {
    const [, , , , first, second] = drawn([
      call(1, { at: 0, talk: 6000, head: true }),
      call(2, { at: 6000, calling: '1', called: '2' }),
    ]).split('\n');
    expect(first).toContain('█'.repeat(20));
    expect(second).toMatch(/ {19}░ {2}1 → 2/);
    expect(drawn([call(1, { at: 0 }), call(2, { at: 0 })]).split('\n')[4]).not.toMatch(/[░█]/);
  });
});

test('legs of several days or offsets have them in each line', () => {
  const night = drawn([call(1, { at: 0, head: true }), call(2, { at: 86_400, talk: 1 })]);
  expect(night).toMatch(/^2 legs of this call by their start; /);
  expect(night).toMatch(/^ {2}2 +2026-11-03T09:00:00\+01:00 /m);
});

describe('the chain of legs', () => {
  test('numbers them by their start, then by their id, in whatever order they come', () => {
    const legs = [call(7, { at: 5 }), call(9, { at: 0 }), call(8, { at: 5 })];
    expect(legChain(legs).map(({ leg, call: { id } }) => [leg, id])).toEqual([
      [1, 9],
      [2, 7],
      [3, 8],
    ]);
  });

  test('takes the leg in which a party was called, not one in which it only asked', () => {
    const legs = [
      call(1, { at: 0, called: '204', extension: '204' }),
      call(2, { at: 5, calling: '204', called: '215', extension: '204' }),
      call(3, { at: 9, called: '215', extension: '215', extra: { sent_on_by: '204' } }),
    ];
    expect(legChain(legs)[2]?.sent_on_by).toEqual({ party: '204', leg: 1 });
  });

  test('finds the leg that began in the same moment, whichever of the two came first', () => {
    const forwarded = call(1, { at: 0, called: '215', extension: '215', extra: { sent_on_by: '204' } });
    expect(legChain([forwarded, call(2, { at: 0 })])[0]?.sent_on_by).toEqual({ party: '204', leg: 2 });
    expect(legChain([forwarded, call(2, { at: 1 })])[0]?.sent_on_by).toEqual({ party: '204', leg: null });
  });

  test('finds a party whatever the prefix of its number, and says when it stands in no leg', () => {
    const found = (sent_on_by: string) =>
      legChain([
        call(1, { at: 0, called: '+4930231250205' }),
        call(2, { at: 5, extra: { leg: 'forward', sent_on_by } }),
      ])[1]?.sent_on_by;
    expect(found('030231250205')).toEqual({ party: '030231250205', leg: 1 });
    expect(found('Alice')).toEqual({ party: 'Alice', leg: null });
  });

  test('is for programs what it is for people', () => {
    expect(legChain(TRANSFER).map(legRecord)[2]).toMatchObject({
      ...{ leg: 3, id: 3, head: false, duration_ms: 120_000, calling: '+493012345678', called: '215' },
      ...{ answered: true, held_by: null, part: 'transfer', sent_on_by: { party: '204', leg: 1 } },
    });
  });
});
