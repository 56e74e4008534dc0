import {defineConfig} from 'vitest/config'

// Tests that need root, namespaces or Debian packages (.ci/apt-packages); `lab()` of test/lab/require.ts tells what is missing.
export default defineConfig({
  test: {
    include: ['test/**/*.lab.ts', 'plugins/*/test/**/*.lab.ts'],
    exclude: ['**/dist/**', '**/node_modules/**'],
    globalSetup: 'test/lab/global-setup.ts',
    // One machine, and measured times: one file after the other.
    fileParallelism: false,
    disableConsoleIntercept: true,
    // The first file builds the hosts' root file system.
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
})
