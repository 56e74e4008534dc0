import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {labSsh} from './host/ssh.ts'
import {labPaths} from './instance/paths.ts'
import type {LabHost, LabState} from './instance/state.ts'

type Tree = Record<string, unknown>

/** Keys of ops.yaml that plugins own; the lab leaves out what no installed plugin would understand. */
export type Understands = (key: string) => boolean

/** The lab's ops.yaml: its hosts, their plugs and demo workloads, and what its parts add. */
export function labInventory(state: LabState, understands: Understands): Tree {
  const hosts = Object.fromEntries(state.hosts.map((host) => [host.name, hostEntry(state, host, understands)]))
  const tree: Tree = {hosts, groups: {lab: state.hosts.map((host) => host.name).join(',')}}
  for (const {piece} of state.parts) merge(tree, piece?.inventory ?? {})
  return tree
}

export async function writeInventory(state: LabState, understands: Understands): Promise<void> {
  const {stringify} = await import('yaml')
  const head = `# Written by \`ops lab up\`; goes with \`ops lab down\`.\n`
  await writeFile(labPaths(state.dir).inventory, head + stringify(labInventory(state, understands), {lineWidth: 110}))
}

function hostEntry(state: LabState, host: LabHost, understands: Understands): Tree {
  const {plug} = host
  const other = state.hosts.find((each) => each.n !== host.n)
  return {
    ...(state.mode === 'hosts' ? {address: host.address, ssh: labSsh(state)} : {transport: 'local'}),
    tags: ['lab'],
    ...(understands('power') ? {power: {driver: 'kasa', address: plug.address, port: plug.port, deviceId: plug.deviceId}} : {}),
    ...(understands('evacuate') && other !== undefined ? {evacuate: {to: other.name}} : {}),
    workloads: workloads(state, host),
  }
}

function workloads(state: LabState, host: LabHost): Tree[] {
  if (host.n === 1 && state.mode === 'hosts') return [counter]
  if (host.n === (state.mode === 'hosts' ? 2 : 1)) return [beacon(state, host)]
  return []
}

const counter: Tree = {name: 'counter', kind: 'process', pidfile: '/run/counter.pid', files: ['/var/lib/demo']}

/** Without namespaces a "host" is a folder, and the service takes the folder's name. */
function beacon(state: LabState, host: LabHost): Tree {
  const command = (verb: string) =>
    state.mode === 'hosts' ? ['beacon', verb, '/run/beacon'] : ['sh', join(state.dir, 'bin', 'beacon'), verb, host.name]
  return {name: 'beacon', kind: 'service', start: command('start'), stop: command('stop'), status: command('status')}
}

/** Adds a part's tree: objects are joined key by key, everything else is taken from the part. */
function merge(into: Tree, from: Tree): void {
  for (const [key, value] of Object.entries(from)) {
    const held = into[key]
    if (isTree(held) && isTree(value)) merge(held, value)
    else into[key] = value
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
