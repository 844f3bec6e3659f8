import { expect, test } from 'vitest';
import { AllowList, isAddressOrNetwork } from '../../../collector/streams/allow-list.ts';

test.each(['192.0.2.1', '10.0.0.0/8', '0.0.0.0/0', '2001:db8::1', '2001:db8::/32', '::1/128'])(
  '%s is allowed to stand in it',
  (entry) => {
    expect(isAddressOrNetwork(entry)).toBe(true);
  },
);

test.each([
  '',
  'pbx.example.org',
  '10.0.0.0/33',
  '10.0.0',
  '2001:db8::/129',
  '10.0.0.1/',
  '10.0.0.1/-1',
  '10.0.0.1 ',
])('%s is not', (entry) => {
  expect(isAddressOrNetwork(entry)).toBe(false);
});

test('lets in who is meant, also when an IPv4 peer is shown in IPv6 form', () => {
  const list = new AllowList(['192.0.2.10', '10.1.0.0/16', '2001:db8::/32']);
  for (const address of [
    '192.0.2.10',
    '::ffff:192.0.2.10',
    '10.1.255.1',
    '::ffff:10.1.0.1',
    '2001:db8:1::5',
  ]) {
    expect({ address, allowed: list.allows(address) }).toEqual({ address, allowed: true });
  }
  for (const address of [
    '192.0.2.11',
    '10.2.0.1',
    '::ffff:10.2.0.1',
    '2001:db9::1',
    '::1',
    '::ffff:c000:20b',
  ]) {
    expect({ address, allowed: list.allows(address) }).toEqual({ address, allowed: false });
  }
  expect(new AllowList([]).allows('127.0.0.1')).toBe(false);
});
