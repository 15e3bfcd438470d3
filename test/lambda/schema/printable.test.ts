import { printableJson } from '../../../lambda/schema/printable';
import { terminalText } from '../../../local/terminal-text';

describe('printableJson', () => {
  it('is the same value without anything that could steer a terminal', () => {
    const value = { 'a\u009b2J': ['\u202egnp.exe', '\u001b', '🙂', '\u{e0041}'] };
    expect(terminalText(printableJson(value), 1000)).toBe(printableJson(value));
    expect(JSON.parse(printableJson(value))).toEqual(value);
  });
});
