import {type Untrusted, untrusted} from '@ops/core/untrusted'
import {FactReader} from './fact-reader.ts'
import type {ListeningSocket, Survey} from './survey.ts'

/** Lines of one survey: a host with a hundred thousand processes has fewer. */
const mostLines = 500_000

/**
 * Parses the output of the survey script, which is text from outside: a line of unknown form, or a missing end, throws, as what is
 * left out would hide work.
 */
export function parseSurvey(text: string): Survey {
  const lines = text.split('\n')
  if (lines.length > mostLines) throw new Error(`the survey has more than ${mostLines} lines`)
  const [first = ''] = lines
  const [, form, uid] = /^survey\t(\d+)\t(\d+)$/.exec(first) ?? []
  const end = lines.indexOf('end')
  if (form === undefined || end < 0) throw new Error('the survey is incomplete')
  // Surveys of form 2 are kept for tests: they do not tell for which units systemd listens.
  if (form !== '3' && form !== '2') throw new Error(`the survey has the form ${form}, not 3`)
  const survey: Survey = {...nothing(), asRoot: uid === '0', hasListeners: form !== '2'}
  for (const [at, line] of lines.slice(1, end).entries()) readFact(new FactReader(line, at + 2), survey)
  if (!survey.processes.some(({pid}) => pid === 1))
    throw new Error('/proc hides the processes of other users (hidepid of proc(5)); ops must log in as root, or as a user who may see them')
  return survey
}

function readFact(fact: FactReader, survey: Survey): void {
  const read = facts[fact.kind] ?? fact.fail('has an unknown kind')
  read(fact, survey)
  fact.end()
}

const facts: Record<string, (fact: FactReader, survey: Survey) => unknown> = {
  process: (fact, {processes}) =>
    processes.push({
      ...{pid: fact.number(), ppid: fact.number(), uid: fact.number(), tty: fact.number()},
      ...{
        comm: processName(fact.optional()),
        cgroup: fact.optional(),
        args: untrusted(fact.optional().raw.trim()),
        age: fact.seconds(),
        exe: fact.optional(),
      },
    }),
  kthread: (fact, {kernelThreads}) => kernelThreads.push(fact.text()),
  listener(fact, {listeners}) {
    const name = `${fact.word('tcp', 'udp')}/${fact.number()}`
    listeners.set(name, [...(listeners.get(name) ?? []), fact.text()])
  },
  transient: readTransient,
  // In surveys of before this fact was for every kind of unit.
  timer: readTransient,
  restart: (fact, {restarts}) => restarts.push({kind: fact.word('unit', 'container'), name: fact.text()}),
  busy: (fact, {busy}) => busy.push({name: fact.text(), detail: fact.text()}),
  socket(fact, {sockets}) {
    const socket = parseSocketRow(fact.text().raw, fact.text().raw)
    return socket === undefined ? fact.fail('is not a row of /proc/net') : sockets.push(socket)
  },
  owner(fact, {owners}) {
    const [inode, pid] = [fact.text().raw, fact.number()]
    owners.set(inode, [...(owners.get(inode) ?? []), pid])
  },
  peer(fact, {peers}) {
    const pid = fact.number()
    peers.set(pid, {pid, address: shortAddress(fact.text()), port: fact.number(), localPort: fact.number()})
  },
  client(fact, {clients}) {
    const [pid, name, count] = [fact.number(), fact.text(), fact.number()]
    const protocol = (['tcp', 'udp', 'unix'] as const).find((known) => name.raw.startsWith(`${known}/`)) ?? fact.fail('names no socket')
    const found = {protocol, name, count, accepts: fact.word('0', '1') === '1', address: shortAddress(fact.optional())}
    clients.set(pid, [...(clients.get(pid) ?? []), found])
  },
  ports: (fact, {localPorts}) => Object.assign(localPorts, {low: fact.number(), high: fact.number()}),
  self(fact, {self}) {
    while (fact.more()) self.add(fact.number())
  },
  user: (fact, {users}) => users.set(fact.number(), fact.text()),
  login: (fact, {logins}) => logins.push(fact.text()),
  container: (fact, {containers}) =>
    containers.push({engine: fact.text(), id: fact.text(), name: fact.optional(), pid: fact.more() ? fact.number() : undefined}),
  unit(fact, {units}) {
    const name = fact.text()
    const [fragment, triggers] = [fact.optional(), fact.optional()]
    units.set(name.raw, {name, fragment, triggers: triggers.raw.split(' ').filter((trigger) => trigger !== '')})
  },
  packages: (fact, {packageManagers}) => packageManagers.push(fact.text()),
  package(fact, {packages}) {
    const [file, name] = [fact.text().raw, fact.text()]
    packages.set(file, [...(packages.get(file) ?? []), name])
  },
  main: (fact, {mains}) => mains.set(fact.text().raw, fact.number()),
  job: (fact, {jobs}) => jobs.push({id: fact.number(), unit: fact.text(), type: fact.text(), state: fact.text()}),
  session: (fact, {sessions}) =>
    sessions.push({
      ...{id: fact.text(), user: fact.text(), uid: fact.number(), class: fact.optional(), state: fact.optional()},
      ...{leader: fact.number(), service: fact.optional(), tty: fact.optional(), remoteHost: fact.optional()},
    }),
  inhibitor: (fact, {inhibitors}) =>
    inhibitors.push({
      ...{what: fact.text(), who: fact.optional(), why: fact.optional(), mode: fact.text()},
      ...{uid: fact.number(), pid: fact.number()},
    }),
  storage: (fact, {storage}) => storage.push({name: fact.text(), what: fact.text(), progress: fact.optional()}),
  nfs: (fact, {nfsClients}) => nfsClients.push({address: withoutPort(fact.text()), state: fact.text()}),
  rpc(fact, {rpcPorts}) {
    const [program, protocol, port] = [fact.number(), fact.word('tcp', 'udp'), fact.number()]
    rpcPorts.push({program, name: `${protocol}/${port}`})
  },
  unseen: (fact, {unseen}) => unseen.push({subject: fact.text(), why: fact.text()}),
}

function readTransient(fact: FactReader, {transients}: Survey): void {
  transients.push({name: fact.text(), uid: fact.number()})
}

/** A process may give itself an empty name. */
function processName(comm: Untrusted): Untrusted {
  return comm.raw === '' ? untrusted('(no name)') : comm
}

function nothing(): Survey {
  return {
    ...{asRoot: false, hasListeners: false, listeners: new Map(), transients: [], restarts: [], busy: []},
    // The kernel's default, for surveys of before they told it.
    ...{clients: new Map(), localPorts: {low: 32_768, high: 60_999}},
    ...{processes: [], sockets: [], owners: new Map(), self: new Set(), users: new Map(), logins: [], containers: []},
    ...{peers: new Map(), units: new Map(), mains: new Map(), jobs: [], sessions: [], inhibitors: [], kernelThreads: [], storage: []},
    ...{packageManagers: [], packages: new Map(), nfsClients: [], rpcPorts: [], unseen: []},
  }
}

/**
 * One row of /proc/net/tcp, tcp6, udp or udp6 (proc_pid_net(5)): local address and port in hex, state, uid, inode.
 * The address's bytes are in host order and not needed here; the port is always big-endian hex.
 */
export function parseSocketRow(kind: string, row: string): ListeningSocket | undefined {
  const fields = row.trim().split(/\s+/)
  const port = Number.parseInt(fields[1]?.split(':')[1] ?? '', 16)
  const [uid, inode] = [Number(fields[7]), fields[9]]
  if (!Number.isInteger(port) || !Number.isInteger(uid) || inode === undefined) return undefined
  const isLoopback = loopback.test(fields[1] ?? '')
  const protocol = kind.startsWith('tcp') ? 'tcp' : 'udp'
  return {name: `${protocol}/${port}`, protocol, isIpv6: kind.endsWith('6'), port, inode, uid, isLoopback}
}

/** 127.0.0.0/8, ::1 and ::ffff:127.0.0.0/104, as words of a little-endian machine; on others they count as reachable. */
const loopback = /^(?:[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F):/

/** An IPv6 address in the form of RFC 5952, as people write it in the inventory. */
function shortAddress(address: Untrusted): Untrusted {
  const url = `http://[${address.raw}]`
  return address.raw.includes(':') && URL.canParse(url) ? untrusted(new URL(url).hostname.slice(1, -1)) : address
}

/** nfsd names its clients `10.0.0.7:812` and `[fd00::7]:812`. */
function withoutPort({raw}: Untrusted): Untrusted {
  const bracketed = /^\[(.+)\]:\d+$/.exec(raw)?.[1]
  return shortAddress(untrusted(bracketed ?? raw.replace(/^([^:]+):\d+$/, '$1')))
}
