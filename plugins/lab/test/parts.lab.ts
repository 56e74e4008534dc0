import {spawn} from 'node:child_process'
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect} from 'vitest'
import {silentProgress} from '@ops/core/progress'
import {type LabPart, Registry} from '@ops/core/seams'
import {lab} from '../../../test/lab/require.ts'
import {labDown} from '../src/lifecycle/down.ts'
import {readState, writeState} from '../src/instance/state.ts'
import {labUp} from '../src/lifecycle/up.ts'
import {tracesOf} from './traces.ts'

const test = lab({root: true, programs: ['unshare', 'perl']})
const home = mkdtempSync(join(tmpdir(), 'ops-lab-parts-'))
const dir = join(home, 'lab')
afterAll(async () => {
  await labDown(deps(), dir)
  rmSync(home, {recursive: true})
})
const {signal} = new AbortController()

/** A part that starts a process and forgets about it, and says what was asked of it. */
function clock(name: string, asked: string[], fails = false): LabPart {
  return {
    name,
    packages: [],
    byDefault: false,
    async up({root, env}) {
      asked.push(`up ${name}`)
      const child = spawn('tail', ['-f', '/dev/null'], {
        detached: true,
        stdio: 'ignore',
        env: {...process.env, ...env},
        argv0: `${root}/${name}`,
      })
      child.unref()
      if (fails) throw new Error('the spring broke')
      return {name, inventory: {hosts: {[name]: {tags: ['clock']}}}, pids: [child.pid ?? 0], summary: 'ticks'}
    },
    async down() {
      asked.push(`down ${name}`)
    },
  }
}

function deps(...parts: LabPart[]) {
  const registry = new Registry()
  for (const part of parts) registry.labParts.add(part.name, part)
  return {registry, progress: silentProgress}
}

describe('parts of the lab', () => {
  test('are added once, also to a lab that is up, are part of its inventory, and are removed with it', async () => {
    const asked: string[] = []
    const both = deps(clock('mantel', asked), clock('tower', asked))
    await labUp(both, {dir, plain: true, parts: ['mantel']}, signal)
    await labUp(both, {dir, plain: true, parts: ['mantel', 'tower']}, signal)
    expect(asked).toEqual(['up mantel', 'up tower'])
    expect(readFileSync(join(dir, 'ops.yaml'), 'utf8')).toMatch(/mantel:[\s\S]*tower:/)
    // Two hosts and two parts.
    expect(tracesOf(dir).filter((trace) => trace.includes('cmdline'))).toHaveLength(4)
    expect(await labDown(both, dir)).toBe(true)
    expect(asked.slice(2)).toEqual(['down tower', 'down mantel'])
    expect([tracesOf(dir), existsSync(dir)]).toEqual([[], false])
  })

  test('when one fails, the new lab is removed and no process is left', async () => {
    const broken = deps(clock('cuckoo', [], true))
    await expect(labUp(broken, {dir, plain: true, parts: ['cuckoo']}, signal)).rejects.toThrow('the spring broke')
    expect([tracesOf(dir), existsSync(dir)]).toEqual([[], false])
  })

  test('one whose start was interrupted is removed before it is added again, and by down', async () => {
    const asked: string[] = []
    const cut = async () => {
      const state = await readState(dir)
      if (state === undefined) throw new Error('no lab')
      await writeState({...state, parts: [{name: 'water'}]})
      // What it had started by then.
      const mark = {OPS_LAB_MARK: dir, OPS_LAB_PART: 'water'}
      spawn('tail', ['-f', '/dev/null'], {detached: true, stdio: 'ignore', env: {...process.env, ...mark}, argv0: `${dir}/half`}).unref()
    }
    const parts = deps(clock('water', asked))
    await labUp(parts, {dir, plain: true, parts: []}, signal)
    await cut()
    await labUp(parts, {dir, plain: true, parts: ['water']}, signal)
    expect(asked).toEqual(['down water', 'up water'])
    expect(tracesOf(dir).filter((trace) => trace.includes('cmdline'))).toHaveLength(3)
    await cut()
    expect(await labDown(parts, dir)).toBe(true)
    expect(asked.slice(2)).toEqual(['down water'])
    expect([tracesOf(dir), existsSync(dir)]).toEqual([[], false])
  })

  test('a name that no plugin registered is refused before anything is made', async () => {
    await expect(labUp(deps(), {dir, plain: true, parts: ['moon']}, signal)).rejects.toMatchObject({code: 'LAB_UNKNOWN_PART', exit: 64})
    expect(existsSync(dir)).toBe(false)
  })
})
