import {availableParallelism} from 'node:os'
import {defineConfig} from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'commands/**/*.test.ts', 'plugins/*/{src,commands,test}/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/dist/**', '**/node_modules/**'],
    // @oclif/test captures stdout itself.
    disableConsoleIntercept: true,
    // Times for people are local.
    env: {TZ: 'UTC'},
    // vitest leaves one processor to itself, but much of these tests is waiting.
    maxWorkers: availableParallelism() + 1,
    // Ten times what the slowest test takes on an idle machine: a test that hangs is ended, one on a busy machine is not.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: {poll: {timeout: 100_000}},
  },
})
