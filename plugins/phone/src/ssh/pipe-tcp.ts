import {pipeline} from 'node:stream/promises'
import {deviceStream} from '../adb/device-stream.ts'
import type {AdbServerAddress} from '../adb/server-address.ts'

/** Joins this process's standard input and output to a port of the phone through adb: nothing listens anywhere. */
export async function pipeTcp(server: AdbServerAddress, serial: string, port: number): Promise<void> {
  const socket = await deviceStream(server, serial, `tcp:${port}`)
  const up = pipeline(process.stdin, socket).catch(() => {})
  await pipeline(socket, process.stdout, {end: false}).catch(() => {})
  socket.destroy()
  process.stdin.destroy()
  await up
}
