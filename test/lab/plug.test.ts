import {spawn} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, onTestFinished, test} from 'vitest'
import {faultKinds} from '../../plugins/power/src/lab-plug/faults.ts'
import {bin, root, runOps} from '../cli/run-ops.ts'
import {shownCommands} from '../readme/shown.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-lab-plug-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))
const env = {OPS_STATE_DIR: join(folder, 'state')}
const power = readFileSync(join(root, 'docs/power.md'), 'utf8')

/** A plug that runs until the test is over; `until` waits for a text of its output. */
function startPlug(args: readonly string[]) {
  const child = spawn(process.execPath, [bin, 'lab', 'plug', ...args], {env: {PATH: process.env['PATH'], HOME: folder, ...env}})
  const ended = new Promise((done) => child.once('close', done))
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk
      child.emit('output')
    })
  const until = (text: string) =>
    new Promise<string>((resolve, reject) => {
      child.on('output', () => output.includes(text) && resolve(output))
      child.once('close', () => reject(new Error(`The plug ended: ${output}`)))
    })
  return {until}
}

async function ops(args: readonly string[], entry: string) {
  const file = join(folder, 'ops.yaml')
  writeFileSync(file, `hosts: {a: {shutdown: none, ignore: ["*"], power: ${entry}}}`)
  return runOps(['power', ...args, '--inventory', file], {env})
}

const entryIn = (output: string) => /power: (\{.*\})/.exec(output)?.[1] ?? ''

describe('ops lab plug', () => {
  test('runs as docs/lab.md shows, and does the fault', async () => {
    const [shown] = shownCommands(readFileSync(join(root, 'docs/lab.md'), 'utf8')).filter(({command}) => command.startsWith('ops lab plug'))
    const address = '127.40.82.1'
    const output = await startPlug([...(shown?.command.split(' ').slice(3) ?? []), '--address', address]).until('power:')
    expect(output.trimEnd()).toBe(shown?.lines.join('\n').replaceAll('127.0.0.1', address))
    const off = await ops(['off', 'a'], entryIn(output))
    expect({code: off.code, stdout: off.stdout}).toEqual({code: 3, stdout: expect.stringContaining('a: unknown')})
  })

  test('runs the file of docs/power.md, and shows what its relays do', async () => {
    const [, text = ''] = /```yaml\n(# plug\.yaml\n.*?)```/s.exec(power) ?? []
    const file = join(folder, 'plug.yaml')
    writeFileSync(file, text.replace(/^faults:\n(?: {2}- .*\n)+/m, '').replaceAll('/tmp/lamp', join(folder, 'lamp')))
    const plug = startPlug([file, '--address', '127.40.82.2'])
    const entry = entryIn(await plug.until('A simulated HS300')).replace(', outlet: 1}', ', outlet: lamp}')
    const switched = plug.until('lamp: on')
    expect((await ops(['on', 'a'], entry)).code).toBe(0)
    await switched
    expect((await ops(['status', 'a'], entry)).stdout).toContain('on 40.0 W')
  })

  test('reports what is wrong with its faults file, once it is read', async () => {
    const faultsFile = join(folder, 'faults')
    const file = join(folder, 'bad.yaml')
    writeFileSync(file, `{address: 127.40.82.3, faultsFile: ${faultsFile}}`)
    writeFileSync(faultsFile, '[{"kind": "bogus"}]')
    const plug = startPlug([file])
    const entry = entryIn(await plug.until('power:'))
    const reported = plug.until('unknown kind "bogus"; known kinds: none, slow')
    expect((await ops(['status', 'a'], entry)).code).toBe(0)
    await reported
  })

  test('names every mistake with what is allowed, and starts nothing', async () => {
    const file = join(folder, 'wrong.yaml')
    writeFileSync(file, 'modell: HS110\nfaults: [{kind: bogus}, {kind: slow}]\noutlets: []\n')
    const {code, stderr} = await runOps(['lab', 'plug', file], {env})
    expect(code).toBe(64)
    for (const part of [
      `${file}:1:1: unknown key "modell". Did you mean "model"?`,
      `:2:17: faults.0.kind: unknown kind "bogus"; known kinds: ${faultKinds.join(', ')}.`,
      ':2:25: faults.1: "ms" is required for kind slow.',
      ':3:10: "outlets" must not be empty.',
    ])
      expect(stderr).toContain(part)
    const flags = await runOps(['lab', 'plug', '--model', 'HS9', '--fault', 'bogus'], {env})
    expect({code: flags.code, stderr: flags.stderr}).toEqual({
      code: 64,
      stderr: expect.stringMatching(/unknown model "HS9".* unknown kind "bogus"; known kinds: none,/),
    })
    const absent = await runOps(['lab', 'plug', join(folder, 'nope')], {env})
    expect({code: absent.code, stderr: absent.stderr}).toEqual({code: 64, stderr: expect.stringContaining('there is no such file')})
    const taken = await runOps(['lab', 'plug', '--address', '192.0.2.1'], {env})
    expect({code: taken.code, stderr: taken.stderr}).toEqual({code: 5, stderr: expect.stringContaining('EADDRNOTAVAIL')})
  })

  test('the table of docs/power.md names every kind of fault', () => {
    const rows = power.slice(power.indexOf('| kind | what the plug does'))
    const named = [...rows.matchAll(/^\| ([a-z-]+(?:, [a-z-]+)*)(?: \(ms\))? \|/gm)].flatMap(([, names = '']) => names.split(', '))
    expect(named.filter((name) => name !== 'kind').toSorted()).toEqual([...faultKinds].toSorted())
  })
})
