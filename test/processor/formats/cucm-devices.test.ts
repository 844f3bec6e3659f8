import { expect, test } from 'vitest';
import { isStation, stationNumber, trunkBetween } from '../../../processor/formats/cucm-devices.ts';

const side = (device: string, protocol = '0') => ({ device, protocol });

test.each([
  'SEP00AF1F3C2101',
  'CSFasmith',
  'BOTASMITH',
  'TCTASMITH',
  'TABASMITH',
  'ATA00AF1F3C2101',
  'AN00AF1F3C2101001',
])('%s is a station and no trunk', (device) => {
  expect(isStation(device)).toBe(true);
  expect(trunkBetween(side(device), side(device), [])).toBeNull();
});

test.each(['CFB_2', 'CFB00AF1F3C2101', 'MOH_2', 'ANN_2', 'CTIP_7001', 'CiscoUM1-VI12', ''])(
  '%j is neither a station nor a trunk',
  (device) => {
    expect(isStation(device)).toBe(false);
    expect(trunkBetween(side(device), side(device), [])).toBeNull();
  },
);

test.each([
  '192.0.2.10',
  'S0/SU0/DS1-0@gw.example',
  'SIP-Trunk-CUBE',
  'ANNAPOLIS-GW',
  'ATALANTA',
  'MTPLEASANT-GW',
])('%s is a trunk', (device) => {
  expect(trunkBetween(side('SEP00AF1F3C2101'), side(device), [])).toBe(device);
});

test('of two trunks the called side counts only where it alone spoke a trunk protocol', () => {
  expect(trunkBetween(side('A', '1'), side('B', '4'), [])).toBe('A');
  expect(trunkBetween(side('A', '3'), side('B', '4'), [])).toBe('B');
  expect(trunkBetween(side('A'), side('B'), [])).toBe('A');
});

test('the administrator can name devices that are no trunks', () => {
  expect(trunkBetween(side('UCCX_1'), side('GW'), ['UCCX_'])).toBe('GW');
});

test('only numbers of stations are extensions, however long', () => {
  expect(stationNumber('SEP00AF1F3C2101', '2101')).toBe('2101');
  expect(stationNumber('SEP00AF1F3C2101', '5550166594')).toBe('5550166594');
  expect(stationNumber('SEP00AF1F3C2101', 'b002179144511001')).toBeNull();
  expect(stationNumber('GW', '2101')).toBeNull();
});
