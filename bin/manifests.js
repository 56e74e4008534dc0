#!/usr/bin/env node
// Writes oclif.manifest.json of the root and of every plugin, so that `ops --help` imports no command (start-up time).
import {readdirSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {spawnSync} from 'node:child_process'

const root = fileURLToPath(new URL('..', import.meta.url))
if (Number(process.versions.node.split('.')[0]) < 24) {
  const {status} = spawnSync(`${root}node_modules/node/bin/node`, [fileURLToPath(import.meta.url)], {stdio: 'inherit'})
  process.exit(status ?? 1)
}
const {Plugin} = await import('@oclif/core')
const folders = [root, ...readdirSync(`${root}plugins`).map((name) => `${root}plugins/${name}/`)]
await Promise.all(
  folders.map(async (folder) => {
    const plugin = new Plugin({root: folder, type: 'core', ignoreManifest: true, errorOnManifestCreate: true})
    await plugin.load()
    writeFileSync(`${folder}oclif.manifest.json`, `${JSON.stringify(plugin.manifest)}\n`)
  }),
)
