import {replaceFile} from '@ops/core/files'
import {labSsh} from '../host/on-host.ts'
import {hostPaths, labPaths} from '../instance/paths.ts'
import type {LabHost, LabState} from '../instance/state.ts'

type Tree = Record<string, unknown>
type DemoWorkload = Tree & {kind: string}

/** Whether a plugin owns this key of ops.yaml, or this kind of workload; what no installed plugin reads is left out. */
export interface Understood {
  key(name: string): boolean
  kind(name: string): boolean
}

/** The lab's ops.yaml: its hosts, their plugs and demo workloads, and what its parts add. */
export function labInventory(state: LabState, understood: Understood): Tree {
  const hosts = Object.fromEntries(state.hosts.map((host) => [host.name, hostEntry(state, host, understood)]))
  const groups = {lab: state.hosts.map((host) => host.name).join(',')}
  return state.parts.reduce<Tree>((tree, {piece}) => merge(tree, piece?.inventory ?? {}), {hosts, groups})
}

export async function writeInventory(state: LabState, understood: Understood): Promise<void> {
  const {stringify} = await import('yaml')
  const head = `# Written by \`ops lab up\`; removed by \`ops lab down\`.\n`
  await replaceFile(labPaths(state.dir).inventory, head + stringify(labInventory(state, understood), {lineWidth: 110}))
}

function hostEntry(state: LabState, host: LabHost, understood: Understood): Tree {
  const {plug} = host
  const other = state.hosts.find((each) => each.n !== host.n)
  return {
    ...reach(state, host),
    tags: ['lab'],
    ...(understood.key('power') ? {power: {driver: 'kasa', address: plug.address, port: plug.port, deviceId: plug.deviceId}} : {}),
    ...(understood.key('evacuate') && other !== undefined ? {evacuate: {to: other.name}} : {}),
    ...(understood.key('shutdown') && state.mode !== 'plugs' ? {shutdown: shutdown(state)} : {}),
    workloads: workloads(state, host).filter(({kind}) => understood.kind(kind)),
  }
}

function reach(state: LabState, host: LabHost): Tree {
  if (state.mode === 'full') return {address: host.address, ssh: labSsh(state)}
  if (state.mode === 'plain') return {transport: {kind: 'namespace', pidfile: hostPaths(state.dir, host.name).pid}}
  return {}
}

function workloads(state: LabState, host: LabHost): DemoWorkload[] {
  if (state.mode === 'plugs') return []
  if (state.mode === 'plain') return host.n === 1 ? [beacon('/var/lib/ops-lab/beacon')] : []
  return host.n === 1 ? [counter] : [beacon('beacon')]
}

/** A lab host is down within a second and has no disk cache to flush. */
function shutdown(state: LabState): Tree {
  return {command: state.mode === 'full' ? ['systemctl', 'poweroff'] : ['/var/lib/ops-lab/poweroff'], deadline: '20s', settle: '500ms'}
}

const counter: DemoWorkload = {name: 'counter', kind: 'process', pidfile: '/run/counter.pid', files: ['/var/lib/demo']}

/** Moved cold: stopped on one host, started on the other. */
function beacon(program: string): DemoWorkload {
  const command = (verb: string) => [program, verb, '/run/beacon']
  const commands = {start: command('start'), stop: command('stop'), status: command('status')}
  return {name: 'beacon', kind: 'service', ...commands, pidfile: '/run/beacon/beacon.pid'}
}

/** A tree with that of a part added: objects are joined key by key, everything else is taken from the part. */
function merge(tree: Tree, part: Tree): Tree {
  const joined = Object.entries(part).map(([key, value]) => {
    const before = tree[key]
    return [key, isTree(before) && isTree(value) ? merge(before, value) : value]
  })
  return {...tree, ...Object.fromEntries(joined)}
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
