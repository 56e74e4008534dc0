import {rmSync} from 'node:fs'
import {expect, test} from 'vitest'
import {fuzz} from './fuzz.ts'
import {fuzzFolder} from './fuzz-folder.ts'
import {startOps} from './start-ops.ts'

const address = '127.30.4.2'

test('20,000 broken datagrams: no crash, no escape, and a running transfer does not notice', async () => {
  const {top, root, file, sha256} = fuzzFolder()
  try {
    await using ops = await startOps([
      '--root',
      root,
      '--listen',
      address,
      '--tftp-port',
      '0',
      '--no-http',
      '--max-client-rate',
      '100000',
      '--control',
      `${top}/control`,
    ])
    const port = Number(/:(\d+)$/.exec(String(ops.events.find(({listener}) => listener === 'tftp')?.['address']))?.[1])
    const result = await fuzz({address, port, pid: ops.child.pid ?? 0, datagrams: 20_000, seed: 1, file, sha256})
    expect(result).toMatchObject({sent: 20_000, wrong: [], escapes: 0})
    expect(result.fetches).toBeGreaterThan(0)
    expect(ops.child.exitCode).toBeNull()
  } finally {
    rmSync(top, {recursive: true})
  }
}, 120_000)
