import {defineConfig} from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'commands/**/*.test.ts', 'plugins/*/{src,commands,test}/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/dist/**', '**/node_modules/**'],
    // @oclif/test captures stdout itself.
    disableConsoleIntercept: true,
    // Times for people are local.
    env: {TZ: 'UTC'},
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
