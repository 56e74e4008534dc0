// 100,000 malformed requests, killed workers and changed data against a whole service: npm run chaos -- mirrorlist [--requests N] [--seed N]
// Fails when an answer has a 5xx status that is not documented, when the service stops answering, or when its memory grows.
import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {parseArgs} from 'node:util'
import {fileURLToPath} from 'node:url'
import {attack} from '../plugins/mirrorlist/test/support/attack.ts'
import {get} from '../plugins/mirrorlist/test/support/running-service.ts'
import {seededRandom} from '../plugins/mirrorlist/src/random/seeded-random.ts'

const {values: flags} = parseArgs({options: {requests: {type: 'string', default: '100000'}, seed: {type: 'string', default: '2026'}}})
const requests = Number(flags.requests)
const host = '127.10.9.2'
const path = '/mirrorlist?repo=free-fedora-rawhide&arch=x86_64'
const rounds = 10
/** Megabytes that caches and V8 may reach after the first round. */
const allowedGrowth = 48

const ops = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const service = spawn(process.execPath, [ops, 'mirrorlist', 'serve', '--listen', `${host}:0`, '--workers', '2', '--seed', '1'], {
  stdio: ['ignore', 'ignore', 'pipe'],
})
const gone = once(service, 'close')
let said = ''
service.stderr.on('data', (part) => {
  said += part
})
const failures: string[] = []
try {
  for (let waited = 0; waited < 400 && !said.includes('Listening on'); waited++) await new Promise((resolve) => setTimeout(resolve, 50))
  const port = Number(/Listening on \S+:(\d+)/.exec(said)?.[1])
  const random = seededRandom(Number(flags.seed))
  const statuses = new Map<string, number>()
  const memory: number[] = []
  for (let round = 0; round < rounds; round++) {
    const result = await attack(host, port, requests / rounds, random)
    failures.push(...result.wrong)
    for (const [status, count] of result.statuses) statuses.set(status, (statuses.get(status) ?? 0) + count)
    // Now and then a worker is killed and all data are read again.
    memory.push(Math.max(...workers().map(({megabytes}) => megabytes)))
    if (round % 4 === 3) process.kill(workers()[0]?.pid ?? 0, 'SIGKILL')
    service.kill('SIGHUP')
    const {status} = await get(host, port, path).catch(() => ({status: 0}))
    if (status !== 200) failures.push(`round ${round}: the service answers ${status}`)
  }
  const growth = (memory.at(-1) ?? 0) - (memory[1] ?? 0)
  if (growth > allowedGrowth) failures.push(`memory grew by ${growth.toFixed(0)} MB: ${memory.map((one) => one.toFixed(0)).join(', ')}`)
  console.log(
    `${requests} malformed requests: ${[...statuses]
      .toSorted()
      .map(([status, count]) => `${status} ${count}`)
      .join(', ')}; largest worker ${memory.map((one) => one.toFixed(0)).join(', ')} MB`,
  )
} finally {
  service.kill('SIGTERM')
  await gone
}
for (const failure of failures.slice(0, 20)) console.error(failure)
console.log(failures.length === 0 ? 'ok' : `${failures.length} failures`)
process.exit(failures.length === 0 ? 0 : 1)

function workers(): {pid: number; megabytes: number}[] {
  const {stdout} = spawnSync('ps', ['--ppid', String(service.pid), '-o', 'pid=,rss=,args='], {encoding: 'utf8'})
  return stdout
    .split('\n')
    .filter((line) => line.includes('worker-main'))
    .map((line) => {
      const [pid, rss] = line.trim().split(/\s+/)
      return {pid: Number(pid), megabytes: Number(rss) / 1024}
    })
}
