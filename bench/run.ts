// Runs benches by name, or all; flags are the bench's own: npm run bench -- mirrorlist --seconds 3
import {spawnSync} from 'node:child_process'
import {readdirSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const prefix = process.argv[2] === '--chaos' ? 'chaos-' : ''
const given = process.argv.slice(prefix === '' ? 2 : 3)
const firstFlag = given.findIndex((text) => text.startsWith('-'))
const names = firstFlag < 0 ? given : given.slice(0, firstFlag)
const flags = given.slice(names.length)
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts' && file.startsWith('chaos-') === (prefix !== ''))
  .map((file) => file.slice(prefix.length, -'.ts'.length))
const unknown = names.filter((name) => !all.includes(name))
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown.join('", "')}"; there are ${all.join(', ')}.`)
  process.exit(64)
}
let failed = 0
for (const name of names.length > 0 ? names : all) {
  console.log(`\n# ${prefix}${name}`)
  if (spawnSync(process.execPath, [`${folder}${prefix}${name}.ts`, ...flags], {stdio: 'inherit'}).status !== 0) failed++
}
process.exit(failed > 0 ? 1 : 0)
