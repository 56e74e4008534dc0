import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parse} from 'yaml'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {needState} from '../../plugins/lab/src/instance/state.ts'
import {root} from '../cli/run-ops.ts'
import {lab} from '../lab/require.ts'
import {type Client, get, psql, Redis, startClient} from './real-programs/clients.ts'
import {Rig} from './rig.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

const packages = ['redis-server', 'nginx-light', 'postgresql', 'default-jre-headless', 'nodejs', 'tmux']
const folder = join(root, 'test/evacuate/real-programs')
const file = (name: string) => readFileSync(join(folder, name), 'utf8')

/** As docs/evacuate.md shows them. */
const workloads = declaredIn(readFileSync(join(root, 'docs/evacuate.md'), 'utf8'))

function declaredIn(page: string): {name: string; criu?: string[]}[] {
  const [, text = ''] = /^## Programs that a test moves$.*?^```yaml\n(.*?)^```$/ms.exec(page) ?? []
  return parse(text).hosts.node1.workloads
}

/** Bytes of each of redis's values, and their number: 30 MB. */
const [valueBytes, values] = [10_000, 3000]

let rig: Rig
let base: string
let addresses: string[]
const env: Record<string, string> = {}
const clients: Client[] = []

beforeAll(async () => {
  rig = await Rig.up(['--criu', '4.2', ...packages.flatMap((name) => ['--include', name])])
  const state = await needState(rig.lab.dir)
  base = state.base ?? ''
  addresses = state.hosts.map(({address}) => address)
  for (const host of ['node1', 'node2']) {
    for (const name of ['Server.java', 'server.js', 'without-uring.pl', 'start.sh']) await copyTo(host, name)
    await rig.on(host, file('prepare.sh'))
  }
})
afterAll(async () => {
  await Promise.all(clients.map((client) => client.stop()))
  await rig?.[Symbol.asyncDispose]()
})

const copyTo = (host: string, name: string) => rig.on(host, `cat > /srv/${name} <<'END_OF_FILE'\n${file(name)}END_OF_FILE`)
const start = (program: string) => rig.on('node1', `sh /srv/start.sh ${program}`)

/** Waits until a shell line on a host succeeds. */
const until = (host: string, line: string) =>
  rig.on(host, `for n in $(seq 300); do ${line} && exit 0; sleep 0.2; done; echo "not within 60 s: ${line}" >&2; exit 1`)

/** `ops` with these workloads declared for node1, and nothing else. */
async function declare(names: readonly string[], change: (work: {name: string; criu?: string[]}) => object = (work) => work) {
  return rig.with(({hosts}) => {
    const declared = workloads.filter(({name}) => names.includes(name)).map(change)
    hosts['node1'] = {...hosts['node1'], workloads: declared}
  })
}

async function dryRun(env: Record<string, string>) {
  const {code, stdout, stderr} = await rig.lab.ops(['evacuate', 'node1', '--dry-run'], {env, timeoutMs: 120_000})
  return {code, output: stdout + stderr}
}

/** The first line of a file that is not its own number (0: there is none), and how many lines it has. */
async function gaps(host: string, path: string): Promise<{wrong: number; last: number}> {
  const output = await rig.on(host, `awk '$1 != NR && !wrong {wrong = NR} END {print wrong + 0, NR}' ${path}`)
  const [wrong = -1, last = -1] = output.split(' ').map(Number)
  return {wrong, last}
}

describe('real programs, before they can be moved', () => {
  test('Node.js is refused because of io_uring, with a hint', async () => {
    await start('node-with-uring')
    await until('node1', 'test -s /run/node/node.pid')
    const {code, output} = await dryRun(await declare(['node']))
    expect(output).toContain('uses io_uring, which criu cannot save')
    expect(output).toMatch(/Next: .*SystemCallFilter=~io_uring_setup.*SystemCallErrorNumber=ENOSYS/)
    expect(code).toBe(5)
    await rig.on('node1', 'kill $(cat /run/node/node.pid); rm /run/node/node.pid /var/lib/node/requests')
  })

  test('PostgreSQL is refused because of System V memory, with a hint', async () => {
    await rig.on('node1', 'pg_ctlcluster 17 main start')
    const {code, output} = await dryRun(await declare(['postgres']))
    expect(output).toMatch(/System V shared memory.*\n?.*Next: .*PrivateIPC=yes/s)
    expect(code).toBe(5)
    await rig.on('node1', 'pg_ctlcluster 17 main stop')
  })

  test('redis without files is told its folder; with a client, and Java with locks, the option that they need', async () => {
    await start('redis')
    await start('java')
    await until('node1', 'test -s /run/java/java.pid')
    const bare = await dryRun(await declare(['redis'], (work) => ({...work, files: []})))
    expect(bare.output).toContain('note: /var/lib/redis, the working folder of redis, is writable for its user and is not declared')
    expect(bare.code).toBe(6)
    const redis = new Redis()
    await redis.ask(addresses[0] ?? '', 'EXISTS', 'none')
    const {code, output} = await dryRun(await declare(['redis', 'java'], ({criu: _, ...work}) => work))
    expect(output).toMatch(/redis on node1 has established TCP connections.*--tcp-close/s)
    expect(output).toMatch(/java on node1 holds file locks.*--file-locks/s)
    expect(code).toBe(5)
    redis.close()
  })
})

describe('real programs', () => {
  const answers: Record<'java' | 'node', number[]> = {java: [], node: []}
  const workers = new Set<string>()
  const redis = new Redis()
  let digest = ''
  const [javaPort, nodePort, nginxPort] = [8081, 8082, 8080]
  const digestOf = (address: string) =>
    redis.ask(
      address,
      'EVAL',
      "local all = '' for n = 1, ARGV[1] do all = redis.sha1hex(all .. redis.call('GET', 'value' .. n)) end return all",
      '0',
      String(values),
    )

  test('run as their own users, with clients', async () => {
    for (const program of ['nginx', 'postgres', 'node', 'tmux', 'numbers']) await start(program)
    for (const name of ['node/node', 'tmux/tmux', 'numbers/numbers']) await until('node1', `test -s /run/${name}.pid`)
    expect(await rig.on('node1', 'ps -o user= -p $(cat /run/redis/redis-server.pid),$(cat /run/postgresql/17-main.pid)')).toMatch(
      /^(redis\npostgres|postgres\nredis)$/,
    )
    const [address = ''] = addresses
    const fill = "for n = 1, ARGV[1] do redis.call('SET', 'value' .. n, string.rep(redis.sha1hex(n), ARGV[2] / 40)) end return 1"
    await redis.ask(address, 'EVAL', fill, '0', String(values), String(valueBytes))
    digest = await digestOf(address)
    await psql(base, address, 'create table seen (id int primary key)')
    let isCertain = true
    clients.push(
      startClient(addresses, async (at, n) => {
        // After a lost connection nobody knows whether the last number was counted; redis does.
        if (isCertain || (await redis.ask(at, 'HEXISTS', 'seen', String(n))) === '0') {
          isCertain = false
          await redis.ask(at, 'HINCRBY', 'seen', String(n), '1')
        }
        isCertain = true
      }),
      startClient(addresses, async (at, n) => void (await psql(base, at, `insert into seen values (${n}) on conflict do nothing`))),
      startClient(addresses, async (at) => void answers.java.push(Number(await get(`http://${at}:${javaPort}/`)))),
      startClient(addresses, async (at) => void answers.node.push(Number(await get(`http://${at}:${nodePort}/`)))),
      startClient(addresses, async (at) => void workers.add(await get(`http://${at}:${nginxPort}/`))),
    )
    await Promise.all(clients.map((client) => client.more(10)))
    Object.assign(env, await declare(workloads.map(({name}) => name)))
  })

  for (const [from, to] of [
    ['node1', 'node2'],
    ['node2', 'node1'],
  ] as const) {
    test(`move from ${from} to ${to} while their clients ask`, async () => {
      const {code, stdout, stderr} = await rig.lab.ops(['evacuate', from, '--to', to], {env, timeoutMs: 380_000})
      expect({code, stderr: code === 0 ? '' : stdout + stderr}).toEqual({code: 0, stderr: ''})
      for (const {name} of workloads) expect(stdout).toMatch(new RegExp(`^${name}: moved from ${from} to ${to}, `, 'm'))
      await Promise.all(clients.map((client) => client.more(10)))
    })
  }

  test('have lost nothing and doubled nothing', async () => {
    await Promise.all(clients.map((client) => client.stop()))
    const [address = ''] = addresses
    const [asked = 0, inserted = 0] = clients.map((client) => client.count())
    // redis: every value is there, every number was counted once.
    expect(await digestOf(address)).toBe(digest)
    expect(await redis.ask(address, 'HLEN', 'seen')).toBe(String(asked))
    const twice = "for _, count in ipairs(redis.call('HVALS', 'seen')) do if count ~= '1' then return 1 end end return 0"
    expect(await redis.ask(address, 'EVAL', twice, '0')).toBe('0')
    redis.close()
    // PostgreSQL: every insert that was answered is there.
    expect(await psql(base, address, `select count(*) from generate_series(1, ${inserted}) n where n not in (select id from seen)`)).toBe(
      '0',
    )
    expect(Number(await psql(base, address, 'select count(*) from seen'))).toBe(inserted)
    expect(await rig.on('node1', 'runuser -u postgres -- psql -Atc "select 1"')).toBe('1')
    // Java and Node.js counted each request once, in memory and in their files, and no client saw a number twice.
    for (const name of ['java', 'node'] as const) {
      expect(await gaps('node1', `/var/lib/${name}/requests`)).toMatchObject({wrong: 0})
      expect(answers[name]).toEqual([...new Set(answers[name])].sort((one, other) => one - other))
    }
    // nginx: the same workers, which its master started.
    const [master] = [await rig.on('node1', 'cat /run/nginx.pid')]
    const children = (await rig.on('node1', `pgrep -P ${master}`)).split('\n')
    expect(children).toHaveLength(4)
    expect(children).toEqual(expect.arrayContaining([...workers]))
  })

  test('go on: 1,000 threads, the session of tmux, and a pipeline whose children are born all the time', async () => {
    expect(Number(await rig.on('node1', 'ls /proc/$(cat /run/java/java.pid)/task | wc -l'))).toBeGreaterThan(1000)
    const turns = Number(await get(`http://${addresses[0]}:${javaPort}/threads`))
    const session = await rig.on('node1', 'tmux list-sessions')
    expect(session).toMatch(/^work: 1 windows/)
    const before = await Promise.all(['tmux', 'numbers'].map((name) => gaps('node1', `/var/lib/${name}/counts`)))
    await until('node1', `test $(wc -l < /var/lib/tmux/counts) -gt ${(before[0]?.last ?? 0) + 5}`)
    const after = await Promise.all(['tmux', 'numbers'].map((name) => gaps('node1', `/var/lib/${name}/counts`)))
    for (const [at, {wrong, last}] of after.entries()) {
      expect([at, wrong]).toEqual([at, 0])
      expect(last).toBeGreaterThan(before[at]?.last ?? 0)
    }
    expect(Number(await get(`http://${addresses[0]}:${javaPort}/threads`))).toBeGreaterThan(turns)
  })
})
