import { expect, test } from 'vitest';
import { ArrivingTransfer } from '../../cli/arriving-transfer.ts';
import { createNumberForms } from '../../cli/number-forms.ts';
import { recovered } from '../../privacy/recovered-subject.ts';
import { blankedAs } from '../../processor/lines/read-unit.ts';
import { siteSchema } from '../../processor/site.ts';
import { NO_EDGES } from '../../record/age-edges.ts';
import { dayOf } from '../../record/calendar.ts';
import { erasureOf } from '../../record/erasure.ts';
import { subjectMac } from '../../record/mac.ts';
import { createNamedPlaces } from '../../record/naming.ts';
import { e164Number, extensionNumber } from '../../record/number.ts';
import { KEY } from '../asterisk-lines.ts';

const ERASED_AT = Date.parse('2026-06-01T12:00:00Z');
const mac = subjectMac(KEY);
const SUBJECT = {
  numbers: [e164Number('4989231250001')],
  extensions: [extensionNumber('204')],
  names: ['Anna Kern'],
};

/** With somebody who was erased in June. */
function arriving(
  period: { from_day: number | null; to_day: number | null } = { from_day: null, to_day: null },
) {
  const erasure = erasureOf({ ...SUBJECT, ...period }, { id: 1, at_ms: ERASED_AT, how: 'delete' }, mac);
  const site = siteSchema.parse({ country: 'DE', area_code: '89', time_zone: 'Europe/Berlin' });
  const places = createNamedPlaces(
    recovered(erasure, { numbers: [], names: [] }, mac).naming,
    createNumberForms({ site }),
  );
  const erasures = [{ erasure, stands: (text: string) => places(text).length > 0 }];
  return new ArrivingTransfer({ installation: 'here', site, erasures, mac, edges: NO_EDGES.calls });
}

function line(id: number, given: object = {}): string {
  const call = {
    installation: 'a',
    group: null,
    id,
    source: 'branch',
    started_at: '2026-05-04T10:00:00+02:00',
  };
  return JSON.stringify({
    ...call,
    direction: 'outgoing',
    calling: '301',
    called: '+4930555100',
    extension: '301',
    ...given,
  });
}

/** Which of these lines are blanked, by their places. */
function blanked(lines: readonly string[], transfer = arriving()): number[] {
  for (const one of lines) transfer.look(one);
  return lines.flatMap((one, place) => {
    const taken = transfer.asTaken(one);
    expect(taken).toHaveLength(Buffer.byteLength(one) + 1);
    const outcome = blankedAs(taken.toString('latin1').slice(0, -1));
    if (outcome === null) expect(taken.toString()).toBe(`${one}\n`);
    else expect(outcome).toBe('erased');
    return outcome === null ? [] : [place];
  });
}

test('calls with a number in any spelling, the extension or the name of who was erased are blanked, all others as they are', () => {
  const lines = [
    line(1, { called: '+4989231250001' }),
    line(2, { called: '0049 89 23125-0001' }),
    line(3, { dialled: '089231250001', called: '+4989231250001' }),
    line(4, { direction: 'incoming', calling: '+4930555100', called: '204', extension: '204' }),
    line(5, { calling_name: 'Anna Kern' }),
    line(6, { calling_name: 'Anna Kerner', called: '+4989231250002' }),
    line(7, { called: '+4989231****' }),
    'no call at all',
  ];
  expect(blanked(lines)).toEqual([0, 1, 2, 3, 4]);
});

test('the other legs of such a call go with it, whichever comes first, and a key that is used again months later names another call', () => {
  const lines = [
    line(1, { group: 7 }),
    line(2, { group: 7, called: '+4989231250001', started_at: '2026-05-04T10:01:00+02:00' }),
    line(3, { group: 7, started_at: '2026-05-05T00:01:00+02:00' }),
    line(4, { group: 7, started_at: '2026-01-05T00:01:00+01:00' }),
    line(5, { group: 7, installation: 'b' }),
  ];
  expect(blanked(lines)).toEqual([0, 1, 2]);
});

test('a call that began after the erasure, or outside its period, is one like any other', () => {
  const late = line(1, { called: '+4989231250001', started_at: '2026-06-01T14:00:01+02:00' });
  const before = line(2, { called: '+4989231250001', started_at: '2026-06-01T13:59:59+02:00' });
  expect(blanked([late, before])).toEqual([1]);
  const may = { from_day: dayOf(Date.UTC(2026, 4, 1)), to_day: dayOf(Date.UTC(2026, 4, 31)) };
  const inMay = line(3, { called: '+4989231250001' });
  expect(blanked([before, inMay], arriving(may))).toEqual([1]);
});
