const { readFileSync } = require('node:fs');

const SHOWN = 10;
// Fields of /proc/self/stat, from the one behind the program's name: of the process, and of its children that have ended.
const TIMES = ['utime', 'stime', 'cutime', 'cstime'].map((_, i) => 11 + i);
const TICKS_PER_SECOND = 100;

/** A reporter of jest: the slowest tests, and the CPU seconds of the run with all that it started. */
module.exports = class SlowestTests {
  onRunComplete(_contexts, { testResults }) {
    const tests = testResults.flatMap(({ testFilePath, testResults: results }) =>
      results.map(({ duration, fullName }) => ({ duration: duration ?? 0, fullName, testFilePath })),
    );
    const slowest = tests.sort((a, b) => b.duration - a.duration).slice(0, SHOWN);
    const lines = slowest.map(({ duration, fullName, testFilePath }) => {
      const file = testFilePath.split('/').slice(-2).join('/');
      return `${(duration / 1000).toFixed(1).padStart(6)} s  ${file}: ${fullName}`.slice(0, 160);
    });
    process.stderr.write(`\nSlowest tests:\n${lines.join('\n')}\n${cpuSeconds()}`);
  }
};

function cpuSeconds() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
    const ticks = TIMES.reduce((sum, i) => sum + Number(fields[i]), 0);
    return `CPU: ${Math.round(ticks / TICKS_PER_SECOND)} s\n`;
  } catch {
    // Only Linux says.
    return '';
  }
}
