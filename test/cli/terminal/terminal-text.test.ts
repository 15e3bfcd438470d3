import { terminalLines, terminalText } from '../../../cli/terminal/terminal-text';

describe('terminalText', () => {
  it.each([
    ['plain text, in any script', 'Zoë 東京 🙂', 'Zoë 東京 🙂'],
    ['an escape sequence', '\u001b]0;title\u0007x', '\\u{1b}]0;title\\u{7}x'],
    ['line breaks', 'a\r\nb\u2028c', 'a\\u{d}\\u{a}b\\u{2028}c'],
    ['the one-byte form of an escape', '\u009b2J', '\\u{9b}2J'],
    ['a turned direction of writing', '\u202egnp.exe', '\\u{202e}gnp.exe'],
    ['invisible characters', 'a\u200bb\u00adc', 'a\\u{200b}b\\u{ad}c'],
    ['a lone surrogate', '\ud800', '\\u{d800}'],
  ])('shows %s', (_name, text, shown) => {
    expect(terminalText(text)).toBe(shown);
  });

  it('cuts what is too long', () => {
    expect(terminalText('x'.repeat(2 ** 20), 10)).toBe('xxxxxxxxx…');
  });
});

describe('terminalLines', () => {
  it('keeps the lines of a stack and nothing else that moves a cursor', () => {
    expect(terminalLines('Error: \u001b[2J\n    at a\r\n    at b', 12)).toBe('Error: \\u{1…\n    at a\\u{…\n    at b');
  });
});
