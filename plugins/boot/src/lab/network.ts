import {execFile} from 'node:child_process'
import {networkInterfaces} from 'node:os'
import {existsSync} from 'node:fs'
import {promisify} from 'node:util'
import type {Bench, BenchMachine} from './names.ts'

const ip = async (...args: string[]) => void (await promisify(execFile)('ip', args))

/** A switch that only this machine and the bench's machines are on; nothing of it leaves this machine. */
export async function makeNetwork({bridge, server}: Bench, machines: readonly BenchMachine[]): Promise<void> {
  if (!existsSync(`/sys/class/net/${bridge}`)) await ip('link', 'add', bridge, 'type', 'bridge')
  if (networkInterfaces()[bridge]?.some(({address}) => address === server) !== true)
    await ip('address', 'replace', `${server}/24`, 'dev', bridge)
  await ip('link', 'set', bridge, 'up')
  for (const {tap} of machines) {
    if (!existsSync(`/sys/class/net/${tap}`)) await ip('tuntap', 'add', 'dev', tap, 'mode', 'tap')
    await ip('link', 'set', tap, 'master', bridge, 'up')
  }
}

export async function removeNetwork({bridge}: Bench, machines: readonly BenchMachine[]): Promise<void> {
  for (const name of [...machines.map(({tap}) => tap), bridge]) if (existsSync(`/sys/class/net/${name}`)) await ip('link', 'delete', name)
}
