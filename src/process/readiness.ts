import {connect} from 'node:net'
import type {Clock} from '../time/index.ts'

/** How a program shows that it serves: a line that it prints, or a TCP port that takes connections. */
export type Readiness = {line: (line: string) => boolean} | {tcp: {host: string; port: number}}

const probeMs = 50

/** Resolves when the port takes a connection; rejects only with the signal's reason. */
export async function tcpReady(at: {host: string; port: number}, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!(await connects(at))) await clock.sleep(probeMs, signal)
}

function connects(at: {host: string; port: number}): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({...at, timeout: 1000})
    const answer = (ready: boolean) => {
      socket.destroy()
      resolve(ready)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
    socket.once('timeout', () => answer(false))
  })
}
