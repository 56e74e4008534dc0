import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {systemClock} from '@ops/core/time'
import {openPhone} from '../../src/adb/open-phone.ts'
import type {PhoneTransport} from '../../src/adb/phone-transport.ts'
import {connectAgain} from '../../src/adb/connect.ts'
import {baseRoot} from '../../src/lab/base-root.ts'
import {generations} from '../../src/lab/generations.ts'
import {type LabPhone, startPhone} from '../../src/lab/start-phone.ts'
import {stopPhone} from '../../src/lab/stop-phone.ts'
import {startAdbServer} from './adb-server.ts'
import {type OpsRun, runOps} from './ops.ts'

export const phoneNeeds = {root: true, programs: ['adb', 'socat', 'mmdebstrap', 'unshare', 'ssh', 'sftp', 'ssh-keygen']}
const never = new AbortController().signal

export interface Rig extends Disposable {
  folder: string
  adbPort: number
  /** Boots a phone of the generation, new or with the storage that `from` holds. */
  boot(generation: string, from?: string): Promise<TestPhone>
  ops(...args: string[]): Promise<OpsRun>
  /** A key pair; the path is the private half's. */
  key(name: string): string
}

export interface TestPhone extends Disposable {
  serial: string
  /** As root, through adb. */
  sh(script: string): Promise<string>
  transport: PhoneTransport
  /** Stops it and boots it again with the same storage; its serial changes. */
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
      const phone = await openTestPhone(() => startPhone({base, folder: home, address, generation: made, signal: never}), home, server.port)
      phones.add(phone)
      return phone
    },
    ops: (...args) => runOps(args, {adbPort: server.port, folder}),
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

async function openTestPhone(start: () => Promise<LabPhone>, home: string, adbPort: number): Promise<TestPhone> {
  const server = {host: '127.0.0.1', port: adbPort}
  let running = await start()
  const open = async () => {
    const said = await connectAgain({server, serial: running.serial}, AbortSignal.timeout(10_000))
    if (!/connected to/.test(said)) throw new Error(said)
    return openPhone({server, clock: systemClock, phone: 'phone', serial: running.serial})
  }
  let transport = await open()
  return {
    get serial() {
      return running.serial
    },
    get transport() {
      return transport
    },
    async sh(script) {
      const {code, stdout, stderr} = await transport.shell(script)
      if (code !== 0) throw new Error(`${script}: ${code} ${stderr}${readFileSync(join(home, 'phone.log'), 'utf8').slice(-500)}`)
      return stdout
    },
    async restart() {
      stopPhone(running)
      running = await start()
      transport = await open()
    },
    freeze(to) {
      stopPhone(running)
      spawnSync('cp', ['-a', join(home, 'upper'), to])
    },
    [Symbol.dispose]: () => stopPhone(running),
  }
}

export function writeInventory(rig: Rig, phones: Record<string, {serial: string; key?: string}>): void {
  const lines = Object.entries(phones).map(([name, phone]) => `  ${name}: ${JSON.stringify(phone)}\n`)
  writeFileSync(join(rig.folder, 'ops.yaml'), `phones:\n${lines.join('')}`)
}
