import {untrusted} from '@ops/core/untrusted'
import {plainJobs} from '../known/jobs.ts'
import type {Survey} from '../survey/survey.ts'
import {matchesAny} from './matches-any.ts'
import {userName} from './user-name.ts'
import type {SkipTest, Work} from './work.ts'

/** Work that is no process: jobs and inhibitors of systemd, storage that is rebuilt, sockets of the kernel. */
export function findSystemWork(survey: Survey, skip: SkipTest): Work[] {
  return [...findJobs(survey), ...findInhibitors(survey), ...findStorageWork(survey), ...findOwnerlessSockets(survey)].filter(
    ({name}) => !skip([name]),
  )
}

const isPlainJob = matchesAny(plainJobs.map(([unit]) => unit))

function findJobs({jobs}: Survey): Work[] {
  return jobs
    .filter(({state, unit}) => state.raw === 'running' && !isPlainJob([unit]))
    .map(({id, unit, type}) => ({kind: 'job', name: unit, pids: [], sockets: [], detail: `job ${id} of systemd: ${type}`}))
}

/** A delay inhibitor only asks for a moment at the shutdown; one that blocks says that the shutdown would do harm. */
function findInhibitors(survey: Survey): Work[] {
  return survey.inhibitors
    .filter(({what, mode}) => what.raw.split(':').includes('shutdown') && mode.raw.startsWith('block'))
    .map(({who, why, uid, pid}) => {
      const owner = `pid ${pid} of ${userName(survey, uid)}`
      return {
        kind: 'inhibitor',
        name: untrusted(`inhibitor/${who.raw}`),
        pids: [pid],
        sockets: [],
        detail: `${why.raw === '' ? 'no reason given' : why}; ${owner}`,
      }
    })
}

/** md(4) shows `PENDING` for an array that resyncs only after its first write. */
function findStorageWork({storage, kernelThreads}: Survey): Work[] {
  const busy = storage.filter(({progress}) => progress.raw !== 'PENDING')
  const arrays = busy.map(({name, what, progress}) => ({name: untrusted(`storage/${name.raw}`), detail: `${what} ${progress}`.trim()}))
  const threads = kernelThreads
    .filter((comm) => !storage.some(({name}) => comm.raw.startsWith(`${name.raw}_`)))
    .map((comm) => ({name: untrusted(`storage/${comm.raw}`), detail: 'kernel thread'}))
  return [...arrays, ...threads].map((found) => ({kind: 'storage', pids: [], sockets: [], ...found}))
}

/** Programs of the NFS server and client in the kernel (rpc(5)): nfs, nlockmgr, nfs_acl. */
const nfsPrograms = [100_003, 100_021, 100_227]
const nfsPort = 2049

/**
 * Sockets without a visible process: of the kernel, or, when ops is not root, of other users. Those of an NFS server are work while
 * it has clients.
 */
function findOwnerlessSockets({sockets, owners, asRoot, rpcPorts, nfsClients, peers, self}: Survey): Work[] {
  const sshPorts = new Set([22, ...[...self].map((pid) => peers.get(pid)?.localPort)])
  const nfsNames = new Set(rpcPorts.filter(({program}) => nfsPrograms.includes(program)).map(({name}) => name))
  const clients = [...new Set(nfsClients.filter(({state}) => state.raw !== 'courtesy').map(({address}) => address.raw))].map(untrusted)
  const isNfs = (name: string, port: number) => port === nfsPort || nfsNames.has(name)
  const found = sockets
    .filter(({inode}) => !owners.has(inode))
    // ops is connected through an ssh port, so one is open; without root its owner is not visible.
    .filter(({uid, port}) => asRoot || uid !== 0 || !sshPorts.has(port))
    .filter(({name, port}) => !(asRoot && isNfs(name, port) && (port !== nfsPort || clients.length === 0)))
  const why = ({port}: {port: number}) => {
    if (port === nfsPort && clients.length > 0) return `clients of the NFS server: ${clients.slice(0, 3).join(', ')}`
    return asRoot ? 'held by the kernel' : 'its owner is visible only to root'
  }
  const byName = new Map(found.map((socket) => [socket.name, socket]))
  return [...byName.values()].map((socket) => ({
    ...{kind: 'socket', name: untrusted(socket.name), pids: [], sockets: [socket.name], detail: why(socket)},
  }))
}
