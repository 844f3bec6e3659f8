import { BlockList, isIP, isIPv4 } from 'node:net';

const ENTRY = /^([0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/;

/** Whether this is an address or a network in CIDR form. */
export function isAddressOrNetwork(entry: string): boolean {
  const [, address = '', bits] = ENTRY.exec(entry) ?? [];
  if (isIP(address) === 0) return false;
  return bits === undefined || Number(bits) <= (isIPv4(address) ? 32 : 128);
}

/** Who may connect. */
export class AllowList {
  readonly #allowed = new BlockList();

  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [, address = '', bits] = ENTRY.exec(entry) ?? [];
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      if (bits === undefined) this.#allowed.addAddress(address, family);
      else this.#allowed.addSubnet(address, Number(bits), family);
    }
  }

  allows(address: string): boolean {
    const plain = plainAddress(address);
    return this.#allowed.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
  }
}

/** A socket that listens for both families shows IPv4 peers as `::ffff:192.0.2.1`. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}
