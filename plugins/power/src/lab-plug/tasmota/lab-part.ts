import {existsSync} from 'node:fs'
import {readFile, rm, writeFile} from 'node:fs/promises'
import {extname, join} from 'node:path'
import type {LabPart} from '@ops/core/seams'

const address = '127.20.2.1'
const machines = ['lamp1', 'lamp2', 'fan1']
const readyMs = 30_000

/** `ops lab up --with tasmota`: a simulated device with three relays and a password, which feeds machines that run nothing. */
export const tasmotaLabPart: LabPart = {
  name: 'tasmota',
  packages: [],
  byDefault: false,
  async up({root, env, signal}) {
    const [{startDetached, waitForReady}, {makeFolder}, {randomBytes}] = await Promise.all([
      import('@ops/core/process'),
      import('@ops/core/files'),
      import('node:crypto'),
    ])
    const folder = join(root, 'tasmota')
    const [passwordFile, readyFile, logFile] = [join(folder, 'password'), join(folder, 'ready'), join(folder, 'log')]
    await makeFolder(folder)
    await rm(readyFile, {force: true})
    await writeFile(passwordFile, `${randomBytes(12).toString('base64url')}\n`, {mode: 0o600})
    const program = join(import.meta.dirname, `main${extname(import.meta.filename)}`)
    const argv = [process.execPath, program, address, passwordFile, readyFile]
    const started = await startDetached({argv, logFile, env: {PATH: process.env['PATH'], HOME: process.env['HOME'], ...env}})
    const isReady = () => existsSync(readyFile)
    await waitForReady({started, name: 'simulated Tasmota device', logFile, isReady, timeoutMs: readyMs, signal})
    const {port} = JSON.parse(await readFile(readyFile, 'utf8')) as {port: number}
    const power = {driver: 'tasmota', address, port, passwordFile}
    return {
      name: 'tasmota',
      inventory: {
        // Nothing runs on a lamp, and ops cannot log in to it.
        hosts: Object.fromEntries(
          machines.map((machine, at) => [machine, {shutdown: 'none', ignore: ['*'], power: {...power, outlet: at + 1}}]),
        ),
      },
      pids: [started.pid],
      summary: `${machines.join(', ')}: relays of a simulated device with Tasmota at ${address}:${port}`,
    }
  },
  async down({pids}, {root}) {
    for (const pid of pids) {
      // The number may be that of another process by now.
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      if (command.split('\0').includes(join(root, 'tasmota', 'ready'))) process.kill(pid, 'SIGTERM')
    }
  },
}
