import {type ChildProcess, spawn} from 'node:child_process'
import {createSocket} from 'node:dgram'
import {setTimeout as sleep} from 'node:timers/promises'

/** Debian's in.tftpd on a free port, with which failures are compared. */
export async function startTftpdHpa(root: string, address: string): Promise<{port: number} & AsyncDisposable> {
  const port = await freeUdpPort(address)
  const child = spawn(
    '/usr/sbin/in.tftpd',
    ['--listen', '--foreground', '--user', 'root', '--address', `${address}:${port}`, '--secure', root],
    {stdio: 'ignore'},
  )
  await answers(address, port, child)
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
    },
  }
}

export async function freeUdpPort(address: string): Promise<number> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, address, resolve))
  const {port} = socket.address()
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  return port
}

/** Requests a missing file until an ERROR arrives. */
export async function answers(address: string, port: number, child: ChildProcess): Promise<void> {
  const socket = createSocket('udp4')
  let heard = false
  socket.on('message', () => {
    heard = true
  })
  socket.on('error', () => {})
  try {
    for (let tries = 0; tries < 100 && !heard; tries++) {
      if (child.exitCode !== null) throw new Error(`the TFTP server ended with exit ${child.exitCode}`)
      socket.send(Buffer.from('\0\u0001no such file\0octet\0', 'latin1'), port, address)
      await sleep(50)
    }
    if (!heard) throw new Error(`no TFTP server answers on ${address}:${port}`)
  } finally {
    socket.close()
  }
}
