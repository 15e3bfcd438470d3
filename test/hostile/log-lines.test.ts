import fc from 'fast-check';
import { consoleLogger } from '../../lambda/platform/logger';
import { anyText } from '../any-text';
import { fuzz } from './fuzz';

describe('a log line', () => {
  fuzz(
    'is one short line of JSON, whatever it reports',
    100,
    fc.tuple(anyText(), fc.nat(10_000), fc.boolean()),
    ([text, times, asError]) => {
      const lines: unknown[] = [];
      const spy = jest.spyOn(console, 'warn').mockImplementation((line: unknown) => void lines.push(line));

      const long = text.repeat(times);
      consoleLogger.warn('Said.', { key: long, error: asError ? new Error(long) : long });

      spy.mockRestore();
      expect(lines).toHaveLength(1);
      // Lambda writes the object as one line of JSON; a control character is six letters there.
      const line = JSON.stringify(lines[0]);
      expect(line).not.toMatch(/[\r\n]/);
      expect(line.length).toBeLessThan(30_000);
    },
  );
});
