import type {Duplex} from 'node:stream'
import {pipeline} from 'node:stream/promises'

/** Joins this process's standard input and output to a port of the phone: nothing listens anywhere. */
export async function pipeTcp(socket: Duplex): Promise<void> {
  const up = pipeline(process.stdin, socket).catch(() => {})
  await pipeline(socket, process.stdout, {end: false}).catch(() => {})
  socket.destroy()
  process.stdin.destroy()
  await up
}
