import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Only against what hangs: on a busy machine of two cores some take half a minute.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Most files wait for servers and disks; one at a time, as is the rule on two cores, takes twice as long.
    maxWorkers: 2,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { TZ: 'UTC' },
  },
});
