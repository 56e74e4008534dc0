import {readFile} from 'node:fs/promises'
import type {Socket} from 'node:net'
import {openDatabase} from '../geoip/open-database.ts'
import {limits, mirrorlistServer} from '../http/server.ts'
import {MirrorlistService} from '../http/service.ts'
import {addressSet} from '../net/address-set.ts'
import {seededRandom} from '../random/seeded-random.ts'
import {loadSnapshot} from '../snapshot/snapshot.ts'
import {WorkerStatistics} from '../stats/worker-statistics.ts'
import {healthPaths, type ServiceState} from '../http/health-paths.ts'
import {Measures} from './measures.ts'
import type {FromWorker, ToWorker, WorkerSetup} from './messages.ts'

/** Milliseconds between two checks for connections that became idle while draining. */
const sweepMs = 50

// A worker process: gets connections from the listening process, answers them, and ends with it.
const setup = JSON.parse(process.argv[2] ?? '') as WorkerSetup
const measures = new Measures()
const trusted = addressSet(setup.trusted)
const statistics = new WorkerStatistics(setup.statistics, (report, sent = () => {}) => process.send?.(report, () => sent()))
const health = healthPaths(() => state)
let service: MirrorlistService | undefined
let state: ServiceState | undefined
let connections = 0
let draining = false

const server = mirrorlistServer({
  service: () => service as MirrorlistService,
  other: (path, request, response) => health(path, request, response) || statistics.paths(path, request, response),
  measured: (status, seconds) => measures.answered(status, seconds),
})
// Connections come by message instead of listen(); this event starts node's check for slow ones.
server.emit('listening')

function post(message: FromWorker): void {
  process.send?.(message)
}

async function loadFile(file: string): Promise<void> {
  const snapshot = loadSnapshot(await readFile(file), file, {verify: false})
  if (service === undefined) {
    const random = seededRandom(setup.seed + setup.index)
    service = new MirrorlistService(snapshot, {
      policy: setup.policy,
      trusted,
      random,
      counter: statistics.counter,
      log: statistics.log,
      orderReuse: setup.orderReuse,
      now: Date.now,
    })
  } else service.use(snapshot)
}

async function loadCountries(file: string): Promise<void> {
  service?.useCountries(await openDatabase(file))
}

/** Says how it went: a file that cannot be used leaves everything as it was. */
async function load(what: 'snapshot' | 'countries', file: string, work: Promise<void>): Promise<void> {
  const error = await work.then(
    () => undefined,
    (cause: Error) => cause.message,
  )
  post({type: 'loaded', what, file, ...(error === undefined ? {} : {error})})
}

function take(socket: Socket): void {
  if (connections >= limits.connections || draining) {
    socket.destroy()
    return
  }
  connections++
  socket.once('close', () => connections--)
  server.emit('connection', socket)
}

/** Ends when the last answer is out; idle connections are closed at once. */
function drain(): void {
  draining = true
  server.on('request', (_request, response) => (response.shouldKeepAlive = false))
  const sweep = () => {
    server.closeIdleConnections()
    if (connections > 0) return
    clearInterval(timer)
    void statistics.end().then(() => process.exit(0))
  }
  const timer = setInterval(sweep, sweepMs)
  sweep()
}

process.on('message', (message: ToWorker, socket) => {
  if (message.type === 'connection') {
    post({type: 'taken', id: message.id})
    // Undefined when the client disconnected before the connection arrived.
    if (socket !== undefined) take(socket as Socket)
  } else if (message.type === 'snapshot') void load('snapshot', message.file, loadFile(message.file))
  else if (message.type === 'countries') void load('countries', message.file, loadCountries(message.file))
  else if (message.type === 'state') state = message.state
  else if (message.type === 'measure') post({type: 'measures', id: message.id, values: measures.values(connections)})
  else drain()
})
// The terminal signals the whole process group; the listening process decides when this one ends.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
process.on('disconnect', () => process.exit(0))
post({type: 'started'})
