import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {clientCountries} from './data.ts'

/** What wrk asks: 200 repositories, those in front more often, for clients of all countries. */
export const clientScript = `local kind = os.getenv("KIND")
math.randomseed(7)
local requests = {}
for i = 1, 4096 do
  local repo = math.floor(200 * math.random() ^ 3)
  local ip = string.format("198.18.%d.%d", math.random(0, ${clientCountries.length - 1}), math.random(1, 254))
  requests[i] = wrk.format("GET", "/" .. kind .. "?repo=repo-" .. repo .. "&arch=x86_64", {["Host"] = "bench", ["User-Agent"] = "libdnf (Fedora Linux 43; workstation; Linux.x86_64)", ["X-Forwarded-For"] = ip})
end
local at = 0
request = function() at = at % 4096 + 1; return requests[at] end
`

export type Kind = 'mirrorlist' | 'metalink'

export interface Load {
  rate: number
  /** Microseconds of processor time per request in the answering processes: unlike the rate it is little disturbed by other work. */
  cpu: number
  p50: number
  p99: number
  failed: number
}

export interface LoadInput {
  base: string
  kind: Kind
  seconds: number
  connections: number
  /** File with `clientScript`. */
  script: string
  /** Processes that answer. */
  answering?: number[]
}

export async function load({base, kind, seconds, connections, script, answering = []}: LoadInput): Promise<Load> {
  const before = cpuSeconds(answering)
  const wrk = spawn('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', script, base], {
    env: {...process.env, KIND: kind},
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  wrk.stdout.on('data', (part) => (text += part))
  await once(wrk, 'close')
  const milliseconds = (name: string) => {
    const [, value = '', unit = ''] = new RegExp(`^ +${name} +([\\d.]+)(us|ms|s)$`, 'm').exec(text) ?? []
    return Number(value) * (unit === 'us' ? 0.001 : unit === 's' ? 1000 : 1)
  }
  const count = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0)
  const sockets =
    /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/
      .exec(text)
      ?.slice(1)
      .reduce((sum, one) => sum + Number(one), 0) ?? 0
  const requests = count(/(\d+) requests in /)
  return {
    cpu: requests === 0 ? 0 : ((cpuSeconds(answering) - before) / requests) * 1e6,
    rate: count(/Requests\/sec: +([\d.]+)/),
    p50: milliseconds('50%'),
    p99: milliseconds('99%'),
    failed: sockets + count(/Non-2xx or 3xx responses: (\d+)/),
  }
}

/** User and system time of processes (proc_pid_stat(5), fields 14 and 15, in hundredths of a second). */
function cpuSeconds(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return Number(fields[11]) + Number(fields[12])
  })
  return ticks.reduce((sum, one) => sum + one, 0) / 100
}
