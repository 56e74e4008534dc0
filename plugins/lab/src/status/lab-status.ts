import {sshAnswers} from '../host/wait-for-ssh.ts'
import {hostInit} from '../host/running.ts'
import {labPaths} from '../instance/paths.ts'
import {type LabHost, type LabState, needState} from '../instance/state.ts'
import {type CounterReading, readCounter} from '../observe/read-counter.ts'
import {plugPid} from '../plug/running.ts'

export interface HostStatus {
  host: string
  /** Only full hosts have a network. */
  address?: string
  power: 'on' | 'off'
  /** True when its sshd answers; full hosts only. */
  ssh?: boolean
  plug: {address: string; port: number; running: boolean}
}

export interface LabStatus {
  dir: string
  inventory: string
  mode: LabState['mode']
  ready: boolean
  /** What its hosts were made with by --criu and --include. */
  software?: {criu: string; include: string[]}
  hosts: HostStatus[]
  counter?: CounterReading
  parts: {name: string; summary: string}[]
}

/** The present state of the lab, read from this machine. Throws LAB_NOT_THERE. */
export async function labStatus(dir: string): Promise<LabStatus> {
  const state = await needState(dir)
  const hosts = await Promise.all(state.hosts.map((host) => hostStatus(state, host)))
  const counter = state.mode === 'full' ? await readCounter(dir) : undefined
  const parts = state.parts.map(({name, piece}) => ({name, summary: piece?.summary ?? 'not started'}))
  return {
    dir,
    inventory: labPaths(dir).inventory,
    mode: state.mode,
    ready: state.ready,
    ...(state.software === undefined ? {} : {software: state.software}),
    hosts,
    ...(counter === undefined ? {} : {counter}),
    parts,
  }
}

async function hostStatus(state: LabState, host: LabHost): Promise<HostStatus> {
  const isOn = (await hostInit(state, host.name)) !== undefined
  const reach = state.mode === 'full' ? {address: host.address, ssh: isOn && (await sshAnswers(host.address, 1000))} : {}
  const running = (await plugPid(state.dir, host.name)) !== undefined
  const {address, port} = host.plug
  return {host: host.name, ...reach, power: isOn ? 'on' : 'off', plug: {address, port, running}}
}
