import { isInNetwork } from '../../../lambda/rules/ip-network';

describe('isInNetwork', () => {
  it.each<[string, string]>([
    ['10.1.2.3', '10.0.0.0/8'],
    ['10.255.255.255', '10.0.0.0/8'],
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7', '192.0.2.7/32'],
    ['192.0.2.200', '192.0.2.130/25'],
    ['192.0.2.7', '0.0.0.0/0'],
    ['2001:DB8::1', '2001:db8::/32'],
    ['2001:db8:0:0::7', '2001:db8::7'],
    ['::ffff:10.1.2.3', '10.0.0.0/8'],
    ['::ffff:a01:203', '10.0.0.0/8'],
    ['10.1.2.3', '::ffff:10.0.0.0/104'],
    ['fe80::1%eth0', 'fe80::/10'],
  ])('%s lies in %s', (ip, network) => {
    expect(isInNetwork(ip, ['198.51.100.0/24', network])).toBe(true);
  });

  it.each<[string | null | undefined, string]>([
    ['11.0.0.0', '10.0.0.0/8'],
    ['192.0.2.8', '192.0.2.7'],
    ['192.0.2.7', '192.0.2.130/25'],
    ['2001:db9::1', '2001:db8::/32'],
    ['::1', '0.0.0.0/0'],
    ['::ffff:11.0.0.1', '10.0.0.0/8'],
    ['10.1.2.3:443', '10.0.0.0/8'],
    ['010.1.2.3', '10.0.0.0/8'],
    ['10.1.2.3 ', '10.0.0.0/8'],
    ['example.com', '0.0.0.0/0'],
    ['', '0.0.0.0/0'],
    [null, '0.0.0.0/0'],
    [undefined, '0.0.0.0/0'],
  ])('%j does not lie in %s', (ip, network) => {
    expect(isInNetwork(ip, [network])).toBe(false);
  });

  it('nothing lies in no network', () => {
    expect(isInNetwork('10.1.2.3', [])).toBe(false);
  });

  it.each([
    '',
    '10.0.0/8',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '10.0.0.0/ 8',
    '10.0.0.0/8.0',
    '2001:db8::/129',
    'example.com/8',
    '10.0.0.0-10.0.0.9',
  ])('%j is not a network: it throws and names it, for any address', (network) => {
    for (const ip of ['10.1.2.3', '::1', 'no address', undefined])
      expect(() => isInNetwork(ip, ['10.0.0.0/8', network])).toThrow(
        new RangeError(`${JSON.stringify(network)} is not a network. Use the form 10.0.0.0/8 or 2001:db8::/32.`),
      );
  });
});
