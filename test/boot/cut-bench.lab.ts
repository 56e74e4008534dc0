import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {createHash} from 'node:crypto'
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {bin, runOps} from '../cli/run-ops.ts'
import {cacheEnv} from '../lab/new-lab.ts'
import {lab} from '../lab/require.ts'

const programs = ['qemu-system-ppc64', 'qemu-system-x86_64', 'dnsmasq', 'ganesha.nfsd', 'mmdebstrap', 'ssh', 'ip']
const test = lab({root: true, programs})
const home = mkdtempSync(join(tmpdir(), 'ops-bench-cut-'))
afterAll(() => rmSync(home, {recursive: true, force: true}))
const env = {...cacheEnv, PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/root', OPS_STATE_DIR: join(home, 'state')}
const ops = (args: readonly string[]) => runOps(args, {env, timeoutMs: 280_000})

/** Network links of a lab and its bench; other labs of this machine have other names. */
function linksOf(dir: string): string[] {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const [lab, bench] = [`opslab${hash(dir).slice(0, 6)}`, `opsnb${hash(`${dir}/netboot`).slice(2, 8)}`]
  return readdirSync('/sys/class/net').filter((name) => name.startsWith(lab) || name.startsWith(bench))
}

/** Processes with a folder in their arguments or their environment. */
function processesOf(dir: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => ['cmdline', 'environ'].some((file) => read(`/proc/${pid}/${file}`).includes(dir)))
    .map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

/** Runs `ops lab up --with pxcab`, and kills it when the condition holds. */
async function killedWhen(dir: string, there: () => boolean): Promise<void> {
  const child = spawn(process.execPath, [bin, 'lab', 'up', '--dir', dir, '--with', 'pxcab'], {env, stdio: 'ignore'})
  const ended = once(child, 'exit')
  for (let waited = 0; !there() && child.exitCode === null && waited < 200_000; waited += 10) await delay(10)
  expect(child.exitCode).toBeNull()
  child.kill('SIGKILL')
  await ended
}

describe('a bench whose up was killed', () => {
  beforeAll(async () => {
    if (process.getuid?.() !== 0) return
    // Fills the caches of roots and packages; filling them takes most of the time of a first `up`.
    const dir = join(home, 'first')
    await ops(['lab', 'up', '--dir', dir, '--with', 'pxcab'])
    await ops(['lab', 'down', '--dir', dir])
  }, 600_000)

  const moments: Record<string, (dir: string) => boolean> = {
    'its network is made': (dir) => linksOf(dir).some((name) => name.startsWith('opsnb')),
    'a root is copied': (dir) => existsSync(join(dir, 'netboot/roots/pxe/usr')),
    'its boot server starts': (dir) => existsSync(join(dir, 'netboot/serve.log')),
    'its boot server runs': (dir) => existsSync(join(dir, 'netboot/serve.sock')),
    'one plug of two runs': (dir) => existsSync(join(dir, 'netboot/pxcab/plug.ready')),
  }
  for (const [name, there] of Object.entries(moments)) {
    test(`when ${name}: down leaves nothing`, async () => {
      const dir = join(home, name.replaceAll(/\W/g, '-'))
      await killedWhen(dir, () => there(dir))
      const down = await ops(['lab', 'down', '--dir', dir])
      expect([down.code, down.stderr, processesOf(dir), linksOf(dir), existsSync(dir)]).toEqual([0, '', [], [], false])
    }, 600_000)
  }
})
