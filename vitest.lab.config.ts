import {defineConfig} from 'vitest/config'
import {LongestFirst} from './test/lab/longest-first.ts'

// Tests that need root, namespaces or Debian packages (.ci/apt-packages); `lab()` of test/lab/require.ts tells what is missing.
export default defineConfig({
  test: {
    include: ['test/**/*.lab.ts', 'plugins/*/test/**/*.lab.ts'],
    exclude: ['**/dist/**', '**/node_modules/**'],
    globalSetup: 'test/lab/global-setup.ts',
    // A file waits for machines, links and proofs much of its time. Two at a time: each makes labs, networks, machines and servers whose
    // names and addresses are its own.
    maxWorkers: 2,
    sequence: {sequencer: LongestFirst},
    disableConsoleIntercept: true,
    // The first file builds the hosts' root file system, and a busy machine takes several times as long as an idle one.
    testTimeout: 400_000,
    hookTimeout: 600_000,
  },
})
