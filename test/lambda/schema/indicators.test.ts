import { IndicatorColumns } from '../../../lambda/schema/indicators';
import type { Indicator } from '../../../lambda/schema/language';

function columnsOf(...found: [Indicator, string][]) {
  const columns = new IndicatorColumns();
  for (const [indicator, text] of found) columns.add(indicator, text);
  return columns.columns();
}

describe('IndicatorColumns', () => {
  it.each<[Indicator, string, object]>([
    ['ip', '203.0.113.9', { p_any_ip_addresses: ['203.0.113.9'] }],
    ['ip', '2001:db8::1', { p_any_ip_addresses: ['2001:db8::1'] }],
    ['ip', '203.0.113.999', {}],
    ['ip', '', {}],
    ['email', 'ada@example.com', { p_any_emails: ['ada@example.com'] }],
    ['email', 'Atlassian Internal System', {}],
    ['username', 'Ada', { p_any_usernames: ['Ada'] }],
    ['username', '', {}],
    ['url', 'https://admin.example.com/o/1', { p_any_domain_names: ['admin.example.com'] }],
    ['url', 'http://[2001:db8::1]:80/x', { p_any_ip_addresses: ['2001:db8::1'] }],
    ['url', 'http://203.0.113.9/x', { p_any_ip_addresses: ['203.0.113.9'] }],
    ['url', 'not a url', {}],
    ['url', 'mailto:ada@example.com', {}],
    ['hostname', 'db.example.com', { p_any_domain_names: ['db.example.com'] }],
    ['hostname', '203.0.113.9', { p_any_ip_addresses: ['203.0.113.9'] }],
    ['domain', 'example.com', { p_any_domain_names: ['example.com'] }],
    ['actor_id', '5f00', { p_any_actor_ids: ['5f00'] }],
    ['trace_id', 't-1', { p_any_trace_ids: ['t-1'] }],
    ['md5', 'D41D8CD98F00B204E9800998ECF8427E', { p_any_md5_hashes: ['d41d8cd98f00b204e9800998ecf8427e'] }],
    ['md5', 'd41d8cd9', {}],
    ['sha1', 'g'.repeat(40), {}],
    ['sha256', 'a'.repeat(64), { p_any_sha256_hashes: ['a'.repeat(64)] }],
  ])('places %s %j', (indicator, text, expected) => {
    expect(columnsOf([indicator, text])).toEqual(expected);
  });

  it('sorts and keeps each value once', () => {
    expect(columnsOf(['username', 'b'], ['username', 'a'], ['username', 'b'])).toEqual({ p_any_usernames: ['a', 'b'] });
  });
});
