import {existsSync} from 'node:fs'
import {mkdir, rename, rm, writeFile} from 'node:fs/promises'
import {connect, createServer} from 'node:net'
import {makeFolder} from '@ops/core/files'
import {loadScript} from '@ops/core/scripts'
import {formatHostPort} from '@ops/core/net'
import {startDetached} from '@ops/core/process'
import {connectionErrors} from '../errors/connection-errors.ts'
import {buildTree} from './build-tree.ts'
import type {Generation} from './generations.ts'
import {bootServices} from './init/boot-services.ts'
import {composeInit} from './init/compose-init.ts'
import {stopPhone} from './stop-phone.ts'

export interface LabPhone {
  /** `address:port`, which is also its serial. */
  serial: string
  folder: string
  pids: number[]
}

export interface LabPhoneInput {
  base: string
  folder: string
  /** Loopback address that adb connects to. */
  address: string
  generation: Generation
  /** Of an earlier boot, so that its serial stays; chosen when left out. */
  port?: number
  /** Added to the environment of what is started here: the lab's mark, by which `ops lab down` finds it after a crash. */
  env?: Readonly<Record<string, string>>
  signal: AbortSignal
}

const bootMs = 15_000

/** Builds the phone's tree on first use and boots it; its storage outlives a restart. */
export async function startPhone(input: LabPhoneInput): Promise<LabPhone> {
  const {folder, generation, base, address} = input
  await makeFolder(`${folder}/work`)
  await makeFolder(`${folder}/root`)
  if (!existsSync(`${folder}/upper`)) {
    const half = `${folder}/upper.new`
    await rm(half, {recursive: true, force: true})
    await mkdir(half)
    await buildTree(half, base, generation)
    await rename(half, `${folder}/upper`)
  }
  const port = input.port ?? (await freePort(address))
  const boot = `${folder}/boot.sh`
  await writeFile(boot, loadScript(new URL('./scripts/boot.sh', import.meta.url)))
  await writeFile(`${folder}/init.sh`, composeInit(await bootServices(`${folder}/upper`), generation.sdk))
  const phone: LabPhone = {serial: formatHostPort(address, port), folder, pids: []}
  const start = async (...argv: string[]) => {
    const {pid} = await startDetached({argv, logFile: `${folder}/phone.log`, env: {...process.env, ...input.env}})
    phone.pids.push(pid)
  }
  try {
    await start('unshare', '--mount', '--net', '--uts', '--ipc', '--pid', '--fork', '--kill-child', 'sh', boot, base, folder, String(port))
    const listen = `TCP-LISTEN:${port},bind=${address},fork,reuseaddr,nodelay`
    await start('socat', '-lf', '/dev/null', listen, `UNIX-CONNECT:${folder}/adbd.sock`)
    await waitForAdbd(phone.serial, address, port, input.signal)
    return phone
  } catch (error) {
    stopPhone(phone)
    throw error
  }
}

/** Above the range 5555–5585, which the adb server scans by itself for emulators. */
async function freePort(address: string): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, address, resolve))
  const {port} = server.address() as {port: number}
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Both forwarders accept at once; adbd is there when a greeting is answered. */
async function waitForAdbd(serial: string, address: string, port: number, signal: AbortSignal): Promise<void> {
  const until = Date.now() + bootMs
  while (!(await greets(address, port))) {
    signal.throwIfAborted()
    if (Date.now() > until) throw connectionErrors.PHONE_LAB_NOT_BOOTED({}, serial, bootMs)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** A CNXN message as adb sends it (protocol.txt: command, version, payload size, length, sum, magic). */
function greets(address: string, port: number): Promise<boolean> {
  const payload = Buffer.from('host::features=shell_v2')
  const head = Buffer.alloc(24)
  const words = [
    0x4e584e43,
    0x01000001,
    1 << 20,
    payload.length,
    payload.reduce((sum, byte) => sum + byte, 0),
    (0x4e584e43 ^ 0xffffffff) >>> 0,
  ]
  for (const [index, word] of words.entries()) head.writeUInt32LE(word, index * 4)
  return new Promise((resolve) => {
    const socket = connect(port, address, () => socket.write(Buffer.concat([head, payload])))
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(1000, () => end(false))
    socket.on('error', () => end(false))
    socket.on('close', () => end(false))
    socket.on('data', (bytes) => end(bytes.subarray(0, 4).toString('latin1') === 'CNXN'))
  })
}
