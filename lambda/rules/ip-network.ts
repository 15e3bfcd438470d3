import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * True if an IP address is in one of the networks. A network is an address or a range such as `10.0.0.0/8` or `2001:db8::/32`.
 * False for a text that is not an address. Throws `RangeError` for an invalid network, so that a typo does not go unnoticed.
 */
export function isInNetwork(ip: string | null | undefined, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) add(list, network);
  if (typeof ip !== 'string') return false;
  return isIPv4(ip) ? list.check(ip) : isIPv6(ip) && list.check(ip, 'ipv6');
}

function add(list: BlockList, network: string): void {
  const [address = '', prefix = '', more] = network.split('/');
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;
  const longest = family === 'ipv4' ? 32 : 128;
  const isPrefix = /^\d{1,3}$/.test(prefix) && Number(prefix) <= longest;
  if (family === undefined || more !== undefined || (network.includes('/') && !isPrefix)) {
    throw new RangeError(`${JSON.stringify(network)} is not a network. Use the form 10.0.0.0/8 or 2001:db8::/32.`);
  }
  list.addSubnet(address, isPrefix ? Number(prefix) : longest, family);
}
