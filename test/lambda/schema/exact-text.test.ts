import { exactText } from '../../../lambda/schema/exact-text';

describe('exactText', () => {
  it.each<[string, (string | number)[], string]>([
    ['UTF-8', ['aé€🙂\u0000'], 'aé€🙂\u0000'],
    ['UTF-8 with a mark of replacement that was sent', ['a\ufffd'], 'a\ufffd'],
    ['no byte order mark', ['\ufeff', 'a'], 'a'],
    ['a byte that is no UTF-8', ['é', 0xff, '🙂'], 'é\ufffdff🙂'],
    ['letters that were cut', [0xe2, 0x82, 'x', 0xf0, 0x9f], '\ufffde2\ufffd82x\ufffdf0\ufffd9f'],
    [
      'a letter in too many bytes, and a surrogate',
      [0xc0, 0x80, 0xed, 0xa0, 0x80],
      '\ufffdc0\ufffd80\ufffded\ufffda0\ufffd80',
    ],
    ['beside it a mark of replacement that was sent', ['\ufffd', 0xff], '\ufffd\ufffdff'],
    ['no byte order mark before it', ['\ufeff', 0xff], '\ufffdff'],
  ])('keeps %s', (_name, parts, expected) => {
    const bytes = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));

    expect(exactText(bytes)).toBe(expected);
  });
});
