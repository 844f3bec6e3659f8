import { describe, expect, test } from 'vitest';
import { callParties, extensionAsNumber } from '../../../processor/numbering/call-parties.ts';
import { createNumberingPlan } from '../../../processor/numbering/numbering.ts';
import { siteSchema } from '../../../processor/site.ts';
import { showNumber } from '../../../record/number.ts';
import { type CallReading, EMPTY_CALL } from '../../../record/reading.ts';

const PLAN = createNumberingPlan(
  siteSchema.parse({ country: 'DE', area_code: '30', own_numbers: ['+4930231251'] }),
);

const parties = (given: Partial<CallReading>) =>
  callParties({ ...EMPTY_CALL, clock: 'utc', started: 0, ended: null, ...given }, PLAN);

/** Direction, extension, class, country. */
const verdict = (given: Partial<CallReading>): unknown[] => {
  const { direction, extension, destination_class, destination_country } = parties(given);
  return [direction, extension, destination_class, destination_country];
};

const OUTSIDE = '089231250001';

describe('the numbering plan says who called whom', () => {
  test.each<[string, Partial<CallReading>, unknown[]]>([
    [
      'an extension calls outside',
      { calling: '204', called: OUTSIDE },
      ['outgoing', '204', 'national', 'DE'],
    ],
    [
      'outside calls an extension',
      { calling: OUTSIDE, called: '204' },
      ['incoming', '204', 'internal', null],
    ],
    [
      'an extension calls another: it is the caller’s',
      { calling: '204', called: '205' },
      ['internal', '204', 'internal', null],
    ],
    [
      'outside to outside, by way of the telephone system',
      { calling: OUTSIDE, called: '00442079460000' },
      ['transit', null, 'international', 'GB'],
    ],
    [
      'an own number is inside',
      { calling: OUTSIDE, called: '030231251204' },
      ['incoming', '204', 'internal', null],
    ],
    [
      'a call from an own number goes out',
      { calling: '+4930231251204', called: OUTSIDE },
      ['outgoing', '204', 'national', 'DE'],
    ],
    [
      'a caller without number comes from outside',
      { calling: null, called: '204' },
      ['incoming', '204', 'internal', null],
    ],
    [
      'a hidden caller comes from outside',
      { calling: 'anonymous', called: '204' },
      ['incoming', '204', 'internal', null],
    ],
    ['nobody was called', { calling: '204', called: null }, ['internal', '204', 'internal', null]],
    ['an emergency call goes out', { calling: '204', called: '112' }, ['outgoing', '204', 'emergency', 'DE']],
    ['a feature code stays inside', { calling: '204', called: '*98' }, ['internal', '204', 'feature', null]],
    [
      'a label of the dial plan is inside',
      { calling: OUTSIDE, called: 's' },
      ['incoming', null, 'internal', null],
    ],
    [
      'so is the mailbox of an extension',
      { calling: OUTSIDE, called: 'vmu204' },
      ['incoming', null, 'internal', null],
    ],
    [
      'an address is no label',
      { calling: OUTSIDE, called: 'sip:anna@example.org' },
      ['transit', null, 'unknown', null],
    ],
  ])('%s', (_what, given, expected) => {
    expect(verdict(given)).toEqual(expected);
  });
});

describe('what the record says besides the numbers comes first where the numbers say nothing', () => {
  test('a set that shows an outside number is inside', () => {
    expect(verdict({ calling: OUTSIDE, calling_extension: '204', called: '00442079460000' })[0]).toBe(
      'outgoing',
    );
  });

  test('a set that answered an outside number is inside', () => {
    const given = { calling: OUTSIDE, called: '030555123', called_extension: '204' };
    expect(verdict(given).slice(0, 2)).toEqual(['incoming', '204']);
  });

  test('the number called is the extension, not the set that picked it up', () => {
    expect(verdict({ calling: OUTSIDE, called: '204', called_extension: '205' })[1]).toBe('204');
  });

  test('a stated direction is believed', () => {
    expect(verdict({ direction: 'outgoing', calling: null, called: OUTSIDE })).toEqual([
      'outgoing',
      null,
      'national',
      'DE',
    ]);
    expect(verdict({ direction: 'incoming', calling: '204', called: '205' })).toEqual([
      'incoming',
      '205',
      'internal',
      null,
    ]);
  });

  test('a feature the record names is one, whatever its digits look like', () => {
    expect(verdict({ feature: true, calling: '204', called: OUTSIDE })[2]).toBe('feature');
  });
});

describe('dialled', () => {
  test('is always the digits as the record has them', () => {
    expect(parties({ calling: '204', called: '0 89/231-250001' }).dialled).toBe('0 89/231-250001');
    expect(parties({ calling: '204', called: '205', dialled: '0205' }).dialled).toBe('0205');
    expect(parties({ calling: '204', called: null }).dialled).toBeNull();
  });
});

test('an extension is stored as its digits with their leading zeros, or as the label it is', () => {
  const shown = (extension: string): string => showNumber(extensionAsNumber(extension), extension);
  for (const extension of ['204', '007', '123456789012', 'ATT1', '1234567890123'])
    expect(shown(extension)).toBe(extension);
});

describe('a station whose number is an emergency number where it is dialled', () => {
  test('is that station for a call from outside', () => {
    expect(verdict({ calling: OUTSIDE, called: '112' })).toEqual(['incoming', '112', 'internal', null]);
  });

  test('is that station where the record says that the call stayed inside', () => {
    expect(verdict({ direction: 'internal', calling: '204', called: '110' })[2]).toBe('internal');
    expect(verdict({ calling: '204', called: '112', called_extension: '112' })[0]).toBe('internal');
  });

  test('is the emergency line for whoever dials it', () => {
    expect(verdict({ calling: '110', called: '112' })).toEqual(['outgoing', '110', 'emergency', 'DE']);
  });
});
