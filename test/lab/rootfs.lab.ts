import {spawn} from 'node:child_process'
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {afterAll, describe, expect} from 'vitest'
import {buildRootfs, cachedRootfs} from '../../src/rootfs/index.ts'
import {silentProgress} from '../../src/progress/index.ts'
import {bin} from '../cli/run-ops.ts'
import {lab} from './require.ts'

const test = lab({root: true, programs: ['mmdebstrap']})
const cacheDir = mkdtempSync(join(tmpdir(), 'ops-rootfs-'))
afterAll(() => rmSync(cacheDir, {recursive: true}))

const smallest = {suite: 'trixie', packages: [], variant: 'essential' as const}
const build = (spec: Parameters<typeof buildRootfs>[0], signal = new AbortController().signal) =>
  buildRootfs(spec, {cacheDir, progress: silentProgress, signal})

/** Living mmdebstraps that work below a folder. */
const builders = (folder: string) =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      return words.includes('mmdebstrap') && words.includes(folder)
    } catch {
      return false
    }
  })

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 50) {
    if (waited > 20_000) throw new Error(`not within 20 s: ${what}`)
    await delay(50)
  }
}

describe('buildRootfs', () => {
  test('an interrupted one leaves nothing', async () => {
    const stop = new AbortController()
    const broken = build(smallest, stop.signal)
    broken.catch(() => {})
    await until('mmdebstrap runs', () => builders(cacheDir).length > 0)
    stop.abort(new Error('enough'))
    await expect(broken).rejects.toThrow('enough')
    expect([readdirSync(cacheDir), builders(cacheDir)]).toEqual([[], []])
  })

  test('builds a root once for two that ask at the same time; later it is there at once', async () => {
    expect(await cachedRootfs(smallest, cacheDir)).toBeUndefined()
    // Two builds would write to the same folder.
    const [root, other] = await Promise.all([build(smallest), build(smallest)])
    expect(other).toBe(root)
    expect(existsSync(join(root, 'usr/bin/dpkg'))).toBe(true)
    expect(readdirSync(cacheDir)).toHaveLength(1)
    expect([await build(smallest), await cachedRootfs(smallest, cacheDir)]).toEqual([root, root])
  })

  test("says in mmdebstrap's words why there is none", async () => {
    await expect(build({suite: 'no-such-suite', packages: []})).rejects.toMatchObject({code: 'ROOTFS_NOT_BUILT', exit: 1})
    expect(readdirSync(cacheDir)).toHaveLength(1)
  })

  test('a build ends when ops is killed, and the next build removes what it left', async () => {
    const cache = join(cacheDir, 'killed')
    const env = {PATH: process.env['PATH'] ?? '', OPS_CACHE_DIR: cache, OPS_STATE_DIR: join(cacheDir, 'state')}
    const child = spawn(process.execPath, [bin, 'lab', 'setup', '--yes'], {env, stdio: 'ignore'})
    await until('mmdebstrap runs', () => builders(cache).length > 0)
    child.kill('SIGKILL')
    await until('mmdebstrap ends', () => builders(cache).length === 0)
    await buildRootfs(smallest, {cacheDir: join(cache, 'rootfs'), progress: silentProgress, signal: new AbortController().signal})
    expect(readdirSync(join(cache, 'rootfs')).filter((name) => name.includes('partial'))).toEqual([])
  })
})
