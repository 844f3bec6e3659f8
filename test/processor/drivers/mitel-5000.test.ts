import { describe, expect, test } from 'vitest';
import { mitel5000 } from '../../../processor/drivers/mitel-5000.ts';
import { CUT_START, type CutRules, cutBlock, type Unit } from '../../../processor/lines/cut.ts';
import { readUnit } from '../../../processor/lines/read-unit.ts';
import type { Reading } from '../../../record/reading.ts';

const RECORDS = [
  'TLC 11202 94003 555-0147                     08:36 00:00:03 $00.00              ',
  'IN  11203 94004 202-555-0147                 08:35 00:02:00 $00.00              ',
];

/** As on the wire: the length of what follows, little-endian, then the record and CR LF. */
const WIRE = RECORDS.map((record) => `R\0\0\0${record}\r\n`).join('');

function readWire(framing: 'line' | 'crlf'): Reading[] {
  const units: Unit[] = [];
  const cut: CutRules = { framing, limit: 8192 };
  cutBlock(WIRE, 0, CUT_START, cut, 'connection', (unit) => units.push(unit));
  const reader = mitel5000.reader({ hours_east_of_utc: 0 });
  const received_at = Date.UTC(2026, 10, 22, 8, 37);
  const context = { reader, settings: { encoding: 'auto' as const }, cut };
  return units.map((unit) => readUnit(context, unit, { driver: reader.initial, received_at, plain: false }));
}

describe('the wire of a Mitel 5000', () => {
  test.each(['line', 'crlf'] as const)('is cut at its line ends, with the framing %s', (framing) => {
    expect(readWire(framing)).toMatchObject([
      { kind: 'call', calling: '11202', called: '555-0147', duration_ms: 3_000 },
      { kind: 'call', calling: '202-555-0147', called: '11203', duration_ms: 120_000 },
    ]);
  });
});
