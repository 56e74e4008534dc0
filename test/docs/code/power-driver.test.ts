import {cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {execFile, spawnSync} from 'node:child_process'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'
import {root} from '../../cli/run-ops.ts'
import {type CodeFile, codeFiles, codeFolder} from './code-files.ts'

// docs/contributing/add-a-power-driver.md shows the files of the shipped driver: they are compared here, and its blocks alone
// are built and tested. `OPS_GOLDEN=write` copies the shipped files into the page.

const name = 'docs/contributing/add-a-power-driver.md'
const file = join(root, name)
const shipped = join(root, 'plugins/power/src/drivers/tasmota')

interface FakePlug {
  address: string
  port: number
  close(): Promise<void>
}

/** A file of the driver as a package outside of this repository has it. */
const asPackage = (text: string) => text.replaceAll("'../kit/index.ts'", "'@ops/plugin-power/driver-kit'")

const sources = readdirSync(shipped)
  .filter((source) => !source.endsWith('.test.ts'))
  .map((source) => ({name: `src/${source}`, text: `// src/${source}\n${asPackage(readFileSync(join(shipped, source), 'utf8'))}`}))

function readPage(): {files: CodeFile[]; manifests: {name: string; text: string}[]} {
  const text = readFileSync(file, 'utf8')
  const manifests = [...text.matchAll(/^```json (\S+)\n([\s\S]*?)^```$/gm)].map((match) => ({name: match[1] ?? '', text: match[2] ?? ''}))
  return {files: codeFiles({file: name, text}), manifests}
}

/** The blocks of the page, and nothing else, in a folder of their own. */
function pageFolder(change: (file: CodeFile) => string = ({text}) => text) {
  const {files, manifests} = readPage()
  const folder = codeFolder(files.map((block) => ({...block, text: change(block)})))
  for (const manifest of manifests) writeFileSync(join(folder.path, manifest.name), manifest.text)
  return folder
}

const run = (cwd: string, ...args: string[]) => {
  const {status, stdout, stderr} = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
    env: {...process.env, NODE_OPTIONS: ''},
  })
  return {status, output: stdout + stderr}
}
const build = (cwd: string) =>
  expect(run(cwd, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.')).toMatchObject({status: 0, output: ''})

if (process.env['OPS_GOLDEN'] === 'write') {
  const page = readFileSync(file, 'utf8').replaceAll(/^```ts\n\/\/ (src\/\S+)\n[\s\S]*?^```$/gm, (block, of: string) => {
    const source = sources.find((candidate) => candidate.name === of)
    return source === undefined ? block : `\`\`\`ts\n${source.text}\`\`\``
  })
  writeFileSync(file, page)
}

test('the page shows every file of the shipped driver, letter by letter', () => {
  const {files} = readPage()
  for (const source of sources) expect(files.find((block) => block.name === source.name)?.text).toBe(source.text)
  expect(
    files
      .map((block) => block.name)
      .filter((shown) => shown.startsWith('src/'))
      .sort(),
  ).toEqual([...sources.map((source) => source.name), 'src/register.ts'].sort())
})

test('its blocks alone build, and pass the driver contract', {timeout: 240_000}, () => {
  using folder = pageFolder()
  build(folder.path)
  const {scripts} = JSON.parse(readFileSync(join(folder.path, 'package.json'), 'utf8')) as {scripts: Record<string, string>}
  const [, tests = ''] = /^tsc && node --test (\S+)$/.exec(scripts['test'] ?? '') ?? []
  const {status, output} = run(folder.path, '--test', '--test-reporter=tap', tests)
  expect({status, output}).toMatchObject({status: 0})
  expect(Number(/^# pass (\d+)$/m.exec(output)?.[1])).toBeGreaterThan(10)
})

test('ops finds the driver when its package.json names it twice, says which key is wrong, and reads its outlet', {
  timeout: 240_000,
}, async () => {
  using folder = pageFolder(({text}) => text.replace("driverName = 'tasmota'", "driverName = 'my-tasmota'"))
  build(folder.path)
  // An installed ops: the same files, and one package more.
  const ops = join(folder.path, 'ops')
  const modules = join(ops, 'node_modules')
  mkdirSync(modules, {recursive: true})
  for (const each of readdirSync(join(root, 'node_modules'))) symlinkSync(join(root, 'node_modules', each), join(modules, each))
  cpSync(join(root, 'bin'), join(ops, 'bin'), {recursive: true})
  symlinkSync(join(root, 'commands'), join(ops, 'commands'))
  const plugin = 'ops-plugin-my-tasmota'
  symlinkSync(folder.path, join(modules, plugin))
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {dependencies: object; oclif: {plugins: string[]}}
  manifest.dependencies = {...manifest.dependencies, [plugin]: '1.0.0'}
  manifest.oclif.plugins.push(plugin)
  writeFileSync(join(ops, 'package.json'), JSON.stringify(manifest))
  const inventory = join(ops, 'ops.yaml')
  const check = (entry: string) => {
    writeFileSync(inventory, `hosts:\n  node1: {power: ${entry}}\n`)
    return run(ops, 'bin/run.js', 'inventory', 'check', '--inventory', inventory)
  }
  expect(check('{driver: my-tasmota, address: plug1.example.com, mac: "2c:f4:32:00:00:01"}')).toMatchObject({status: 0})
  expect(check('{driver: my-tasmota, adress: plug1.example.com}').output).toContain('adress')
  expect(check('{driver: yours}').output).toContain('my-tasmota')

  // The driver works in that ops: it reads the simulated device of the page.
  const {fakePlug} = (await import(join(folder.path, 'dist/test/fake-plug.js'))) as {fakePlug: (isOn: boolean) => Promise<FakePlug>}
  const plug = await fakePlug(true)
  try {
    check(`{driver: my-tasmota, address: ${plug.address}, port: ${plug.port}}`)
    const status = (...flags: string[]) =>
      promisify(execFile)(process.execPath, ['bin/run.js', 'power', 'status', 'node1', ...flags, '--inventory', inventory], {
        cwd: ops,
        timeout: 120_000,
        env: {...process.env, NODE_OPTIONS: '', OPS_STATE_DIR: join(ops, 'state')},
      })
    expect((await status()).stdout).toMatch(new RegExp(`^node1 +on +my-tasmota/${plug.address}:${plug.port} on\n$`))
    expect(JSON.parse((await status('--json')).stdout)).toMatchObject({ok: true, result: {hosts: [{host: 'node1', power: 'on'}]}})
  } finally {
    await plug.close()
  }
  rmSync(modules, {recursive: true})
})
