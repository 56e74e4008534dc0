#!/usr/bin/env node
// Copies the programs that run on other machines (`scripts/`) beside the compiled code that loads them; tsc copies only TypeScript.
import {cpSync, readdirSync} from 'node:fs'
import {join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const packages = [join(root, 'src'), ...readdirSync(join(root, 'plugins')).map((name) => join(root, 'plugins', name))]

for (const folder of packages) {
  for (const scripts of scriptFolders(folder)) {
    cpSync(scripts, join(folder, 'dist', relative(folder, scripts)), {recursive: true, filter: (path) => !path.endsWith('.ts')})
  }
}

/** Folders called `scripts`. */
function scriptFolders(folder) {
  const skipped = new Set(['dist', 'node_modules', 'test', 'testing'])
  return readdirSync(folder, {withFileTypes: true})
    .filter((entry) => entry.isDirectory() && !skipped.has(entry.name))
    .flatMap((entry) => (entry.name === 'scripts' ? [join(folder, entry.name)] : scriptFolders(join(folder, entry.name))))
}
