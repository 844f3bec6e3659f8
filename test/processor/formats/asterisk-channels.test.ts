import { expect, test } from 'vitest';
import { callerName, channelParties, stationBehind } from '../../../processor/formats/asterisk-channels.ts';

test.each([
  ['PJSIP/204-0000001a', 'PJSIP/provider-0000001b', '204', null, 'PJSIP/provider'],
  ['Local/301@inside-0001;2', 'SIP/302-0000002b', '301', '302', null],
  ['DAHDI/i1/030231250001-3', 'SIP/204-0000002b', null, '204', 'DAHDI/i1'],
  ['', '', null, null, null],
])('%s to %s', (channel, dstchannel, calling, called, trunk) => {
  expect(channelParties(channel, dstchannel)).toEqual({
    calling_extension: calling,
    called_extension: called,
    trunk,
  });
});

test.each([
  ['"Anna Kern" <204>', 'Anna Kern'],
  ['""Anna Kern" <204>"', 'Anna Kern'],
  ['Anna Kern" <204>', 'Anna Kern'],
  ['"" <204>', null],
  ['<204>', null],
  ['204', null],
  ['"204" <204>', null],
  ['Anna', 'Anna'],
])('the name in %s', (clid, name) => {
  expect(callerName(clid, '204')).toBe(name);
});

test.each([
  ['600', '203', '203'],
  ['203', '203', ''],
  ['600', null, ''],
  ['**********', '***', ''],
])('of %s the set %s is the station behind it: %s', (called, set, station) => {
  expect(stationBehind(called, set)).toBe(station);
});
