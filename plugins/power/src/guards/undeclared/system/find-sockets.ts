import {untrusted} from '@ops/core/untrusted'
import {knownSockets, servingSockets} from '../known/sockets.ts'
import type {ListeningSocket, Survey} from '../survey/survey.ts'
import {matchesAny} from '../rules/matches-any.ts'
import {commBytes} from '../rules/is-program.ts'
import {parseCgroup} from '../rules/parse-cgroup.ts'
import {type FoundWork, justNow, userName} from '../rules/work.ts'

/** Programs of the NFS server and client in the kernel (rpc(5)): nfs, nlockmgr, nfs_acl. */
const nfsPrograms = [100_003, 100_021, 100_227]
const nfsServer = 100_003
/** The NFS 4.0 client takes callbacks (RFC 7530, section 18.36) at one TCP port for IPv4 and one for IPv6, which nothing lists. */
const nfsCallback = 0x4000_0000

/**
 * Sockets without a visible process: of the kernel, or, when ops is not root, of other users. Those of an NFS server are work while
 * it has clients.
 */
export function findOwnerlessSockets({sockets, owners, asRoot, rpcPorts, nfsClients, peers, self}: Survey): FoundWork[] {
  const sshPorts = new Set([22, ...[...self].map((pid) => peers.get(pid)?.localPort)])
  const namesOf = (programs: readonly number[]) => rpcPorts.filter(({program}) => programs.includes(program)).map(({name}) => name)
  const nfsNames = new Set(['tcp/2049', 'udp/2049', ...namesOf(nfsPrograms)])
  const serverNames = new Set(['tcp/2049', 'udp/2049', ...namesOf([nfsServer])])
  const clients = describeNfsClients(nfsClients)
  const hasClients = (name: string) => serverNames.has(name) && clients.length > 0
  const found = sockets
    .filter(({inode}) => !owners.has(inode))
    // ops is connected through an ssh port, so one is open; without root its owner is not visible.
    .filter(({uid, port}) => asRoot || uid !== 0 || !sshPorts.has(port))
    .filter(({name}) => !(asRoot && nfsNames.has(name) && !hasClients(name)))
  const callbacks =
    asRoot && rpcPorts.some(({program}) => program === nfsCallback) ? findCallbacks(found.filter(({name}) => !nfsNames.has(name))) : []
  const why = (name: string) => {
    if (hasClients(name)) return `clients of the NFS server: ${clients.slice(0, 3).join(', ')}`
    return asRoot ? 'held by the kernel' : 'its owner is visible only to root'
  }
  const names = [...new Set(found.filter((socket) => !callbacks.includes(socket)).map(({name}) => name))]
  return names.map((name) => ({...toWork(name, why(name)), ...(hasClients(name) ? {ofClients: true} : justNow)}))
}

/** Clients of an NFS server, those of version 3 without a connection too: by the locks that they hold, and by rmtab. */
function describeNfsClients(nfsClients: Survey['nfsClients']): string[] {
  const states = Map.groupBy(
    nfsClients.filter(({state}) => state.raw !== 'courtesy'),
    ({address}) => address.raw,
  )
  return [...states.values()].map((facts) => {
    const [{address}] = facts as [Survey['nfsClients'][number]]
    const of = (...known: string[]) => facts.every(({state}) => known.includes(state.raw))
    if (!of('locks', 'rmtab')) return `${address}`
    return `${address} (${of('rmtab') ? 'has mounted, as /var/lib/nfs/rmtab says' : 'holds locks'})`
  })
}

/** A socket of the kernel is the one of callbacks if it is the only one that nothing else explains. */
function findCallbacks(unexplained: readonly ListeningSocket[]): ListeningSocket[] {
  return [true, false].flatMap((isIpv6) => {
    const candidates = unexplained.filter((socket) => socket.protocol === 'tcp' && socket.isIpv6 === isIpv6)
    return candidates.length === 1 ? candidates : []
  })
}

const isKnownSocket = matchesAny(knownSockets.map(([unit]) => unit))

/** Sockets at which only systemd listens, or the manager of a user: a connection starts a service. */
export function findManagersSockets(survey: Survey): FoundWork[] {
  if (!survey.hasListeners) return []
  const processes = new Map(survey.processes.map((process) => [process.pid, process]))
  const managerOf = (pid: number) => {
    const process = processes.get(pid)
    const owner = process === undefined ? undefined : parseCgroup(process.cgroup)
    return pid === 1 || (owner?.kind === 'unit' && /^user@\d+\.service$/.test(owner.name.raw)) ? process : undefined
  }
  const found = new Map<string, FoundWork>()
  for (const {name, inode} of survey.sockets) {
    const managers = (survey.owners.get(inode) ?? []).map(managerOf)
    const [first] = managers
    if (first === undefined || managers.includes(undefined)) continue
    const units = first.pid === 1 ? (survey.listeners.get(name) ?? []) : []
    if (units.length > 0 && units.every((unit) => isKnownSocket([unit]))) continue
    const who = first.pid === 1 ? 'systemd listens' : `the manager of ${userName(survey, first.uid)} listens`
    const names = [...units, ...units.map(({raw}) => untrusted(raw.replace(/socket$/, 'service')))]
    found.set(name, {...toWork(name, units.length === 0 ? who : `${who} for ${units.join(', ')}`), names})
  }
  return [...found.values()]
}

const servers = servingSockets.map(([unit, program, names, what]) => ({
  isUnit: matchesAny([unit]),
  isSocket: matchesAny(names),
  comm: program.slice(0, commBytes),
  what,
}))

/** Sockets of services that are no work themselves, at which they serve other machines. */
export function findServingSockets({sockets, owners, processes, localPorts: {low, high}}: Survey): FoundWork[] {
  const byPid = new Map(processes.map((process) => [process.pid, process]))
  const found = new Map<string, FoundWork>()
  // A UDP socket from which a program asks others is not connected, either; the kernel has chosen its port.
  const isOfClient = ({protocol, port}: ListeningSocket) => protocol === 'udp' && port >= low && port <= high
  for (const {name, inode} of sockets.filter((socket) => !socket.isLoopback && !isOfClient(socket)))
    for (const {comm, cgroup} of (owners.get(inode) ?? []).flatMap((pid) => byPid.get(pid) ?? [])) {
      const owner = parseCgroup(cgroup)
      if (owner !== undefined && owner.kind !== 'unit') continue
      // Without systemd a process has no unit.
      const isOf = (row: (typeof servers)[number]) => owner === undefined || row.isUnit([owner.name])
      const server = servers.find((row) => row.comm === comm.raw && row.isSocket([name]) && isOf(row))
      if (server === undefined) continue
      const unit = owner?.name ?? comm
      found.set(`${name} ${unit.raw}`, {...toWork(name, `${comm} ${server.what}`), names: [unit]})
    }
  return [...found.values()]
}

function toWork(name: string, detail: string) {
  return {kind: 'socket' as const, name: untrusted(name), pids: [], sockets: [name], detail}
}
