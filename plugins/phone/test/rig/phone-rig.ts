import {spawnSync} from 'node:child_process'
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {systemClock} from '@ops/core/time'
import {openPhone} from '../../src/adb/open-phone.ts'
import type {PhoneTransport} from '../../src/adb/phone-transport.ts'
import {baseRoot} from '../../src/lab/build-tree.ts'
import {generations} from '../../src/lab/generations.ts'
import {awaitReady} from '../../src/adb/await-ready.ts'
import {type LabPhone, startPhone} from '../../src/lab/start-phone.ts'
import {stopPhone} from '../../src/lab/stop-phone.ts'
import {startAdbServer} from './adb-server.ts'
import {connectUntil} from './connect-until.ts'
import {eventually} from './eventually.ts'
import {type OpsRun, runOps} from './ops.ts'

export const phoneNeeds = {root: true, programs: ['adb', 'socat', 'mmdebstrap', 'unshare', 'ssh', 'sftp', 'ssh-keygen']}
const never = new AbortController().signal

export interface Rig extends Disposable {
  folder: string
  adbPort: number
  /** Boots a phone of the generation, new or with the storage that `from` holds. */
  boot(generation: string, from?: string): Promise<TestPhone>
  ops(...args: string[]): Promise<OpsRun>
  /** The same with another adb server; `started` gets what kills it. */
  opsThrough(adbPort: number, args: string[], started: (kill: () => void) => void): Promise<OpsRun>
  /** A key pair; the path is the private half's. */
  key(name: string): string
}

export interface TestPhone extends Disposable {
  serial: string
  /** As root, through adb. */
  sh(script: string): Promise<string>
  transport: PhoneTransport
  /** Process id of its adbd, on this machine. */
  adbd(): number
  /** Stops it and boots it again with the same storage and serial, until its init has started everything. */
  restart(): Promise<void>
  /** Stops it and keeps its storage for `boot`. */
  freeze(to: string): void
}

let addresses = 0

export async function startRig(): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'ops-phone-lab-'))
  const base = await baseRoot(process.env, (line) => void process.stderr.write(`${line}\n`), never)
  const server = await startAdbServer()
  const phones = new Set<Disposable>()
  return {
    folder,
    adbPort: server.port,
    async boot(generation, from) {
      const made = generations[generation]
      if (made === undefined) throw new Error(`no generation ${generation}`)
      const home = mkdtempSync(join(folder, 'phone-'))
      if (from !== undefined) spawnSync('cp', ['-a', from, join(home, 'upper')])
      const address = `127.20.${2 + (process.pid % 200)}.${(++addresses % 250) + 1}`
      const phone = await openTestPhone(
        (port) => startPhone({base, folder: home, address, generation: made, signal: never, ...(port === undefined ? {} : {port})}),
        home,
        server.port,
      )
      phones.add(phone)
      return phone
    },
    ops: (...args) => runOps(args, {adbPort: server.port, folder}),
    opsThrough: (adbPort, args, started) => runOps(args, {adbPort, folder, started}),
    key(name) {
      const file = join(folder, name)
      spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file])
      return file
    },
    [Symbol.dispose]() {
      for (const phone of phones) phone[Symbol.dispose]()
      server[Symbol.dispose]()
      rmSync(folder, {recursive: true, force: true})
    },
  }
}

async function openTestPhone(start: (port?: number) => Promise<LabPhone>, home: string, adbPort: number): Promise<TestPhone> {
  const server = {host: '127.0.0.1', port: adbPort}
  let running = await start()
  await connectUntil(/^device$/, server, running.serial)
  const open = async () => {
    await awaitReady({server, clock: systemClock}, 'phone', running.serial, AbortSignal.timeout(20_000))
    return openPhone({server, clock: systemClock, phone: 'phone', serial: running.serial})
  }
  let transport = await open()
  const sh = async (script: string) => {
    const {code, stdout, stderr} = await transport.shell(script)
    if (code !== 0) throw new Error(`${script}: ${code} ${stderr}${readFileSync(join(home, 'phone.log'), 'utf8').slice(-500)}`)
    return stdout
  }
  return {
    get serial() {
      return running.serial
    },
    get transport() {
      return transport
    },
    sh,
    adbd: () => adbdOf(running.serial),
    async restart() {
      stopPhone(running)
      running = await start(Number(running.serial.split(':')[1]))
      // The adb server may list the old connection as ready for a moment longer.
      const booted = async () => {
        transport = await open()
        return (await sh('getprop sys.boot_completed')) === '1\n'
      }
      if (!(await eventually(() => booted().catch(() => false)))) throw new Error('It never ended its boot.')
    },
    freeze(to) {
      stopPhone(running)
      spawnSync('cp', ['-a', join(home, 'upper'), to])
    },
    [Symbol.dispose]: () => stopPhone(running),
  }
}

/** No two phones have adbd on the same port of their namespaces. */
function adbdOf(serial: string): number {
  const isIt = (pid: string) => {
    try {
      const [name, env] = ['comm', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8'))
      return name === 'adbd\n' && env?.split('\0').includes(`ADBD_PORT=${serial.split(':')[1]}`) === true
    } catch {
      return false
    }
  }
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && isIt(name))
  if (pid === undefined) throw new Error(`${serial} has no adbd.`)
  return Number(pid)
}

export function writeInventory(rig: Rig, phones: Record<string, {serial?: string; model?: string; key?: string}>): void {
  const lines = Object.entries(phones).map(([name, phone]) => `  ${name}: ${JSON.stringify(phone)}\n`)
  writeFileSync(join(rig.folder, 'ops.yaml'), `phones:\n${lines.join('')}`)
}
