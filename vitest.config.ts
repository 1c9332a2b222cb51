import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    // Files share the modules of their worker: whatever one changes for all, it puts back.
    isolate: false,
    // Many wait for a clock or an engine most of the time: one less than there are cores would leave half of two idle.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['schemas/kit/**', 'shared/domain/**'],
      reporter: ['text-summary', 'json-summary'],
      // Of the decisions' branches, in all and in each file.
      thresholds: { branches: 95, perFile: { branches: 80 } },
    },
  },
});
