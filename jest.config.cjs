// *.full.ts: tests that only .ci/run has time for. See docs/testing.md.
const { KEEPWATCH_DEPTH } = process.env;

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: KEEPWATCH_DEPTH === 'full' ? ['**/*.test.ts', '**/*.full.ts'] : ['**/*.test.ts'],
  testTimeout: 60_000,
  maxWorkers: '100%',
  workerIdleMemoryLimit: '1GB',
  reporters: ['default', '<rootDir>/test/slowest-tests.cjs'],
  globalSetup: '<rootDir>/test/write-detection-index.ts',
  setupFiles: ['<rootDir>/test/aws-sdk-warnings.ts', '<rootDir>/test/unoptimized-patterns.ts'],
  transform: {
    '^.+\\.ts$|/detections/index\\.js$': '@swc/jest',
  },
};
