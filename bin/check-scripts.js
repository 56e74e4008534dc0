#!/usr/bin/env node
// Checks every program under a `scripts/` folder: header, line width, `perl -c` with what it needs in front, `sh -n`, shellcheck.
// Without shellcheck that part is left out, unless OPS_LAB=required.
import {spawnSync} from 'node:child_process'
import {readdirSync, readFileSync} from 'node:fs'
import {dirname, join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const longest = 120
const scripts = ['src', 'plugins']
  .flatMap((folder) => filesBelow(join(root, folder)))
  .filter((file) => /\/scripts\/.*\.(pl|sh)$/.test(file))
const hasShellcheck = spawnSync('shellcheck', ['--version']).error === undefined
const problems = scripts.flatMap((file) => check(file).map((problem) => `rule 13: ${relative(root, file)}: ${problem}`))

if (!hasShellcheck) {
  const message = 'shellcheck is not installed (apt-get install shellcheck)'
  if (process.env.OPS_LAB === 'required') problems.push(message)
  else console.error(`${message}: the shell scripts were not checked with it.`)
}
for (const problem of problems) console.error(problem)
console.log(`${scripts.length} scripts checked, ${problems.length} problems.`)
process.exitCode = problems.length > 0 ? 1 : 0

function filesBelow(folder) {
  return readdirSync(folder, {withFileTypes: true}).flatMap((entry) => {
    if (entry.name === 'dist' || entry.name === 'node_modules') return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

function check(file) {
  const text = readFileSync(file, 'utf8')
  const lines = text.split('\n')
  const wide = lines.flatMap((line, at) =>
    line.length > longest ? [`line ${at + 1} has ${line.length} columns (at most ${longest})`] : [],
  )
  const header = lines[0]?.startsWith('#!') ? lines[1] : lines[0]
  const bare = header?.startsWith('#') ? [] : ['has no header that says what it does and which arguments it takes']
  return [...wide, ...bare, ...(file.endsWith('.pl') ? checkPerl(file) : checkShell(file))]
}

/** Checked with the files that it needs in front; messages give each part's own name and lines. */
function checkPerl(file) {
  const parts = new Map()
  try {
    collect(file, parts)
  } catch (error) {
    return [`# Needs: ${error.message}`]
  }
  const named = [...parts].map(([path, source]) => `# line 1 "${relative(root, path)}"\n${source}`)
  return failed('perl', ['-c', '-'], named.join('\n'))
}

function collect(file, parts) {
  if (parts.has(file)) return
  const source = readFileSync(file, 'utf8')
  const needs = /^# Needs: (.+)$/m.exec(source)?.[1]?.trim().split(/\s+/) ?? []
  for (const path of needs) collect(join(dirname(file), path), parts)
  parts.set(file, source)
}

function checkShell(file) {
  const syntax = failed('sh', ['-n', file], '')
  return hasShellcheck ? [...syntax, ...failed('shellcheck', ['--external-sources', '--shell=sh', '--format=gcc', file], '')] : syntax
}

function failed(program, args, input) {
  const {status, stderr, stdout, error} = spawnSync(program, args, {input, encoding: 'utf8'})
  if (error !== undefined) return [`${program}: ${error.message}`]
  // Warnings are problems, too.
  if (status === 0 && !/ at .+ line \d/.test(stderr)) return []
  return `${stdout}${stderr}`
    .trim()
    .split('\n')
    .map((line) => `${program}: ${line}`)
}
