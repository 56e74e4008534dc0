import {spawn} from 'node:child_process'
import {createServer} from 'node:net'
import type {AddressInfo} from 'node:net'
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {sshTransport, type Transport} from '@ops/core/transport'
import type {MachineImage} from './make-image.ts'
import {openMonitor, type Monitor} from './monitor.ts'

/** A machine that runs under QEMU. */
export interface StartedMachine extends AsyncDisposable {
  monitor: Monitor
  /** Ports of this machine's loopback that lead to the guest's ports. */
  port(guest: number): number
  /** ssh's options, without address and command. */
  sshOptions: {user: string; port: number; identity: string; options: Record<string, string>}
  /** A connection of its own; dispose it. */
  connect(user: string): Transport
}

export interface StartMachine {
  memoryMiB: number
  screen?: boolean | undefined
  signal: AbortSignal
  /** Name of the saved state in which it starts; it boots otherwise. */
  state?: string
  /** Milliseconds until ssh answers. */
  bootMs: number
}

const guestPorts = [22, 2049]

/** Starts a machine. By software emulation: KVM is rarely there inside a virtual machine. */
export async function startMachine({folder, identity}: MachineImage, wanted: StartMachine): Promise<StartedMachine> {
  const {memoryMiB, screen = false, state, signal, bootMs} = wanted
  const ports = new Map(await Promise.all(guestPorts.map(async (guest) => [guest, await freePort()] as const)))
  const port = (guest: number) => ports.get(guest) ?? 0
  const forwards = guestPorts.map((guest) => `,hostfwd=tcp:127.0.0.1:${port(guest)}-:${guest}`).join('')
  const socket = (name: string) => `socket,path=${join(folder, name)},server=on,wait=off`
  const argv = [
    ...['-M', 'q35', '-accel', 'tcg', '-cpu', 'Nehalem', '-smp', '1', '-m', String(memoryMiB), '-nodefaults', '-no-reboot'],
    // Far from midnight, when daily timers of systemd start their work.
    ...['-rtc', 'base=2030-01-16T10:00:00,clock=vm'],
    ...['-display', 'none', '-serial', `file:${join(folder, 'console.log')}`],
    ...['-qmp', `unix:${join(folder, 'qmp')},server=on,wait=off`],
    ...['-kernel', join(folder, 'vmlinuz'), '-initrd', join(folder, 'initrd')],
    ...[
      '-append',
      'root=/dev/vda rw console=tty0 console=ttyS0 net.ifnames=0 8250.nr_uarts=1 systemd.show_status=1 mitigations=off systemd.default_timeout_start_sec=1200 systemd.default_device_timeout_sec=1200',
    ],
    ...['-drive', `file=${join(folder, 'state.qcow2')},if=virtio,cache=unsafe`],
    ...(screen ? ['-device', 'VGA'] : []),
    ...(state === undefined ? [] : ['-loadvm', state]),
    ...['-netdev', `user,id=net0${forwards}`, '-device', 'virtio-net-pci,netdev=net0', '-device', 'virtio-rng-pci'],
    ...['-device', 'virtio-serial-pci', '-chardev', `${socket('agent')},id=agent`],
    ...['-device', 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0'],
  ]
  const child = spawn('qemu-system-x86_64', argv, {stdio: ['ignore', 'ignore', 'inherit']})
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const end = async () => {
    process.off('exit', kill)
    kill()
    await ended
  }
  const options = {
    StrictHostKeyChecking: 'no',
    UserKnownHostsFile: '/dev/null',
    LogLevel: 'ERROR',
    KexAlgorithms: 'curve25519-sha256',
    ConnectTimeout: '300',
    ServerAliveInterval: '60',
  }
  const sshOptions = {user: 'root', port: port(22), identity, options}
  const connect = (user: string) =>
    sshTransport({host: 'machine', address: '127.0.0.1', ssh: {...sshOptions, user}, runDir: join(folder, 'ssh')})
  try {
    const late = AbortSignal.any([signal, AbortSignal.timeout(bootMs)])
    await untilAnswering(connect, late, () => child.exitCode !== null)
    return {monitor: await openMonitor(join(folder, 'qmp')), port, sshOptions, connect, [Symbol.asyncDispose]: end}
  } catch (cause) {
    await end()
    throw new Error(`the machine did not answer by ssh; its console:\n${readFileSync(join(folder, 'console.log'), 'utf8').slice(-2000)}`, {
      cause,
    })
  }
}

async function untilAnswering(connect: (user: string) => Transport, signal: AbortSignal, hasEnded: () => boolean): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    if (hasEnded()) throw new Error('QEMU ended')
    await using transport = connect('root')
    const answer = await transport.exec(['true'], {timeoutMs: 60_000, signal}).catch(() => undefined)
    if (answer?.code === 0) return
    await delay(2000, undefined, {signal})
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
