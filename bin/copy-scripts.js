#!/usr/bin/env node
// Copies the programs that run on other machines (`scripts/`) beside the compiled code that loads them; tsc copies only TypeScript.
import {cpSync, existsSync, readdirSync, rmSync} from 'node:fs'
import {join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const packages = [join(root, 'src'), ...readdirSync(join(root, 'plugins')).map((name) => join(root, 'plugins', name))]

for (const folder of packages) {
  for (const scripts of scriptFolders(folder)) {
    const target = join(folder, 'dist', relative(folder, scripts))
    rmSync(target, {recursive: true, force: true})
    cpSync(scripts, target, {recursive: true})
  }
}

/** Folders called `scripts` that hold something else than TypeScript. */
function scriptFolders(folder) {
  const skipped = new Set(['dist', 'node_modules', 'test', 'testing'])
  return readdirSync(folder, {withFileTypes: true})
    .filter((entry) => entry.isDirectory() && !skipped.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.name !== 'scripts' || !existsSync(path)) return scriptFolders(path)
      return readdirSync(path).every((name) => name.endsWith('.ts')) ? [] : [path]
    })
}
