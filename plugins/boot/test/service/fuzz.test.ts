import {rmSync} from 'node:fs'
import {expect, test} from 'vitest'
import {fuzz} from './fuzz.ts'
import {fuzzFolder} from './fuzz-folder.ts'
import {startFuzzed} from './start-fuzzed.ts'

/** Bytes that 10,000 datagrams may leave in use: transfers that still wait for the answer of a forged client. */
const mostGrowth = 4e6

test('20,000 broken datagrams: no crash, no escape, no growth, and a running transfer does not notice', async () => {
  const {top, root, file, sha256} = fuzzFolder()
  try {
    await using ops = await startFuzzed('127.30.4.2', root, `${top}/control`)
    const result = await fuzz({
      address: '127.30.4.2',
      port: ops.portOf('tftp'),
      memory: ops.memory,
      datagrams: 20_000,
      seed: 1,
      file,
      sha256,
    })
    expect(result).toMatchObject({sent: 20_000, wrong: [], escapes: 0})
    expect(result.fetches).toBeGreaterThan(0)
    expect((result.memory.at(9)?.live ?? 0) - (result.memory.at(4)?.live ?? 0)).toBeLessThan(mostGrowth)
    expect(result.memory.at(9)?.rss).toBeLessThan(200e6)
    expect(ops.child.exitCode).toBeNull()
  } finally {
    rmSync(top, {recursive: true})
  }
})
