import type {MoveObstacle} from '@ops/core/seams'
import type {ScriptOutput} from '../../remote/run-script.ts'
import {findPartnerObstacles} from './find-partner-obstacles.ts'
import {obstacle, type SurveyedProcess} from './surveyed-process.ts'

/** A socket of the tree that has a port, or one of the destination that has the same port. */
interface BoundSocket {
  kind: string
  address: string
  port: number
  listens: boolean
  reusesAddress: boolean
  reusesPort: boolean
  onlyV6: boolean
  device?: string
  uid: string
}

/** Why the sockets of the tree cannot be made again at the destination. */
export function findSocketObstacles(surveyed: SurveyedProcess): MoveObstacle[] {
  return [
    ...findFamilyObstacles(surveyed),
    ...findPortObstacles(surveyed),
    ...findAddressObstacles(surveyed),
    ...findNameObstacles(surveyed),
    ...findPartnerObstacles(surveyed),
  ]
}

/** Arguments of survey_ports. */
export function portArguments(source: ScriptOutput): Record<string, string> {
  const bound = source.all('bound').map(parseBound)
  const wildcard = (address: string) => address === '0.0.0.0' || address === '::'
  const join = (words: readonly (string | undefined)[]) => [...new Set(words.filter((word) => word !== undefined))].join('\x1f')
  return {
    ports: join(bound.map(({kind, port}) => `${kind}:${port}`)),
    // Where IPv6 is off, "::" cannot be bound either.
    addresses: join(bound.flatMap(({address}) => (wildcard(address) && address !== '::' ? [] : [address]))),
    devices: join(bound.map(({device}) => device)),
    names: join(source.all('name')),
    paths: join(
      source
        .all('partner')
        .map((line) => line.split(' ').slice(5).join(' '))
        .filter((path) => path !== ''),
    ),
  }
}

const families: Record<string, string> = {
  '38': 'AF_ALG',
  '40': 'vsock',
  '31': 'Bluetooth',
  '29': 'CAN',
  '44': 'XDP',
  '42': 'QRTR',
  '21': 'RDS',
  '30': 'TIPC',
  '43': 'SMC',
}
const protocols: Record<string, string> = {
  '1': 'ICMP',
  '58': 'ICMPv6',
  '132': 'SCTP',
  '262': 'MPTCP',
  '33': 'DCCP',
  '115': 'L2TP',
  '256': 'SMC',
}

function findFamilyObstacles({name, source: {host, output}}: SurveyedProcess): MoveObstacle[] {
  const seen = new Map<string, string[]>()
  for (const line of output.all('family')) {
    const [family = '', , protocol = '', ...who] = line.split(' ')
    const isIp = family === '2' || family === '10'
    const what = isIp ? (protocols[protocol] ?? `IP protocol ${protocol}`) : (families[family] ?? `address family ${family}`)
    if (!seen.has(what)) seen.set(what, who)
  }
  return [...seen].map(([what, [pid, ...comm]]) =>
    obstacle(
      host,
      `Process ${pid} (${comm.join(' ')}) of ${name} on ${host} has a socket of ${what}, which criu cannot save.`,
      what === 'MPTCP'
        ? `start ${name} with plain TCP (for a Go program: GODEBUG=multipathtcp=0), or declare ${name} as kind service`
        : `configure ${name} without ${what}, or declare ${name} as kind service`,
    ),
  )
}

function findPortObstacles({name, source, destination}: SurveyedProcess): MoveObstacle[] {
  const {host, output} = destination
  const ours = source.output.all('bound').map(parseBound)
  const obstacles = new Map<string, MoveObstacle>()
  for (const line of output.all('holder')) {
    const other = parseBound(line)
    if (!ours.some((socket) => conflicts(socket, other))) continue
    const [pid, unit = '-', ...comm] = line.split(' ').slice(9)
    const who = `process ${pid} (${comm.join(' ')}${unit === '-' ? '' : ` of ${unit}`})`
    const where = `${other.kind.toUpperCase()} port ${other.port}`
    const end = unit === '-' ? `end process ${pid} on ${host}` : `run systemctl stop ${unit} on ${host}`
    obstacles.set(
      `${other.kind}${other.port}`,
      obstacle(host, `${where} of ${name} is taken on ${host} by ${who}.`, `${end}, or choose another --to`),
    )
  }
  const first = output.number('unprivileged') ?? 1024
  const low = ours.find(({port}) => port < first)
  if (low !== undefined && !mayBindLowPorts(output))
    obstacles.set(
      'low',
      obstacle(
        host,
        `${low.kind.toUpperCase()} port ${low.port} of ${name} needs a capability (CAP_NET_BIND_SERVICE) that root does not have on ${host}.`,
        `run sysctl -w net.ipv4.ip_unprivileged_port_start=${low.port} on ${host}, or choose another --to`,
      ),
    )
  return [...obstacles.values()]
}

/** Whether bind(2) would refuse the first socket, because the second one is there. */
function conflicts(one: BoundSocket, other: BoundSocket): boolean {
  if (one.kind !== other.kind || one.port !== other.port || !overlaps(one, other)) return false
  if (one.reusesPort && other.reusesPort && one.uid === other.uid) return false
  const mayShare = one.reusesAddress && other.reusesAddress
  return one.kind === 'tcp' ? !(mayShare && !other.listens) : !mayShare
}

function overlaps(one: BoundSocket, other: BoundSocket): boolean {
  const isV6 = ({address}: BoundSocket) => address.includes(':')
  const isAny = ({address}: BoundSocket) => address === '::' || address === '0.0.0.0'
  if (isV6(one) === isV6(other)) return isAny(one) || isAny(other) || one.address === other.address
  const [six, four] = isV6(one) ? [one, other] : [other, one]
  // "::" takes IPv4 too, unless the socket is for IPv6 only.
  return six.address === '::' && !six.onlyV6 && four !== undefined
}

/** By number 10; unknown when the survey does not tell. */
function mayBindLowPorts(output: ScriptOutput): boolean {
  const caps = output.get('caps')
  return caps === undefined || ((BigInt(`0x${caps}`) >> 10n) & 1n) === 1n
}

function findAddressObstacles({name, destination: {host, output}}: SurveyedProcess): MoveObstacle[] {
  const addresses = output.all('absent-address').map((line) => {
    const [address = '', ...why] = line.split(' ')
    const hasNoV6 = why.join(' ') === 'it has no IPv6'
    return obstacle(
      host,
      `A socket of ${name} is bound to ${address}, which ${host} cannot bind: ${why.join(' ')}.`,
      hasNoV6
        ? `run sysctl -w net.ipv6.conf.all.disable_ipv6=0 on ${host}, or choose another --to`
        : `add ${address} to an interface of ${host} (ip address add), start ${name} on 0.0.0.0 or 127.0.0.1, or choose another --to`,
    )
  })
  const devices = output
    .all('absent-device')
    .map((device) =>
      obstacle(
        host,
        `A socket of ${name} is bound to the interface ${device}, which ${host} does not have.`,
        `name an interface of ${host} ${device} (ip link set … name ${device}), or choose another --to`,
      ),
    )
  return [...addresses, ...devices]
}

/** criu removes the file of a socket before it makes its own, and would take the name from a program that listens there. */
function findNameObstacles({name, destination: {host, output}}: SurveyedProcess): MoveObstacle[] {
  return output.all('name-taken').map((line) => {
    const [, path = '', pid, comm] = /^(.*) (\d+) (\S+)$/.exec(line) ?? []
    return obstacle(
      host,
      `The unix socket ${path} of ${name} is in use on ${host} by process ${pid} (${comm}).`,
      `end process ${pid} on ${host}, or choose another --to`,
    )
  })
}

function parseBound(line: string): BoundSocket {
  const [kind = '', address = '', port, state, reuse, reusePort, onlyV6, device = '-', uid = ''] = line.split(' ')
  return {
    kind,
    address,
    port: Number(port),
    listens: state === '0A',
    reusesAddress: reuse === '1',
    reusesPort: reusePort === '1',
    onlyV6: onlyV6 === '1',
    ...(device === '-' ? {} : {device}),
    uid,
  }
}
