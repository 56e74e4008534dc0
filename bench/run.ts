// Runs benches by name, or all; flags are the bench's own: npm run bench -- mirrorlist --seconds 3. With --help it prints what each does.
import {spawnSync} from 'node:child_process'
import {readdirSync, readFileSync} from 'node:fs'
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
if (flags.some((flag) => flag === '--help' || flag === '-h')) {
  for (const name of names.length > 0 ? names : all) console.log(`${name}\n${introduction(`${folder}${prefix}${name}.ts`)}\n`)
  process.exit(0)
}
if (flags.length > 0 && names.length === 0) {
  console.error(`${flags[0]} is a flag of one bench: name it before the flag (${all.join(', ')}), or type --help.`)
  process.exit(64)
}
// Ctrl-C reaches the bench too, which removes what it made: this process waits for it.
process.on('SIGINT', () => {})
let failed = 0
for (const name of names.length > 0 ? names : all) {
  console.log(`\n# ${prefix}${name}`)
  if (spawnSync(process.execPath, [`${folder}${prefix}${name}.ts`, ...flags], {stdio: 'inherit'}).status !== 0) failed++
}
process.exit(failed > 0 ? 1 : 0)

/** The comment at the top of a bench, which says what it does and what it takes. */
function introduction(file: string): string {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines
    .slice(
      0,
      lines.findIndex((line) => !line.startsWith('//')),
    )
    .map((line) => line.replace('//', ' '))
    .join('\n')
}
