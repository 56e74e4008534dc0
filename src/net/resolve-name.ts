import {spawn} from 'node:child_process'
import {isIP, type LookupFunction} from 'node:net'
import {extname} from 'node:path'
import {createInterface} from 'node:readline'
import {fileURLToPath} from 'node:url'

/** Milliseconds. A resolver of the same network answers in a few; one that is silent must not delay the switching of power. */
const lookupMs = 2000
/** Milliseconds for which an answer, or its absence, counts: longer than most commands take. */
const keepMs = 60_000
/** Names per process that looks up, each in a thread of its own; libuv allows 1024. */
const namesAtOnce = 512

const program = fileURLToPath(new URL(`./lookup-main${extname(import.meta.url)}`, import.meta.url))

interface Known {
  addresses: Promise<readonly string[]>
  askedAt: number
}

const known = new Map<string, Known>()
let batch: Map<string, (addresses: readonly string[]) => void> | undefined

/**
 * The addresses of a name as the C library resolves it, or of an IP address itself; none when the name does not resolve within 2 s. Each
 * name is looked up once per command, and names that are wanted at the same time are looked up side by side.
 */
export function resolveName(name: string): Promise<readonly string[]> {
  if (isIP(name) !== 0) return Promise.resolve([name])
  const before = known.get(name)
  const now = performance.now()
  if (before !== undefined && now - before.askedAt < keepMs) return before.addresses
  const {promise, resolve} = Promise.withResolvers<readonly string[]>()
  known.set(name, {addresses: promise, askedAt: now})
  if (batch === undefined) {
    batch = new Map()
    setImmediate(() => {
      const names = [...(batch ?? [])]
      batch = undefined
      for (let at = 0; at < names.length; at += namesAtOnce) lookUp(new Map(names.slice(at, at + namesAtOnce)))
    })
  }
  batch.set(name, resolve)
  return promise
}

function lookUp(names: ReadonlyMap<string, (addresses: readonly string[]) => void>): void {
  // Names that are not answered in time, or because the process could not be started, do not resolve.
  const none = () => {
    for (const resolve of names.values()) resolve([])
  }
  const env = {...process.env, NODE_OPTIONS: '', UV_THREADPOOL_SIZE: String(names.size + 4)}
  const child = spawn(process.execPath, [program, String(lookupMs * 2), ...names.keys()], {env, stdio: ['ignore', 'pipe', 'ignore']})
  const timer = setTimeout(() => child.kill('SIGKILL'), lookupMs)
  createInterface({input: child.stdout}).on('line', (line) => {
    const {name, addresses} = JSON.parse(line) as {name: string; addresses: string[]}
    names.get(name)?.(addresses)
  })
  child.on('error', none)
  child.on('close', () => {
    clearTimeout(timer)
    none()
  })
}

/** `resolveName` as sockets take it; those of UDP give the family alone. */
export const lookupName: LookupFunction = (name, options, done) => {
  const {all, family} = typeof options === 'number' ? {all: false, family: options} : options
  const isWanted = (address: string) => (family !== 4 && family !== 6) || isIP(address) === family
  void resolveName(name).then((addresses) => {
    const found = addresses.filter(isWanted).map((address) => ({address, family: isIP(address)}))
    const [first] = found
    if (first === undefined) done(Object.assign(new Error(`the name ${name} does not resolve`), {code: 'ENOTFOUND'}), '')
    else if (all === true) done(null, found)
    else done(null, first.address, first.family)
  })
}
