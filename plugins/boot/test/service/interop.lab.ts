import {createHash, randomFillSync} from 'node:crypto'
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {lab} from '../../../../test/lab/require.ts'
import type {BootServer} from '../../src/serve/boot-server.ts'
import {faultProxy} from './fault-proxy.ts'
import {allCells, type Cell} from './interop-cells.ts'
import {startService} from './start-service.ts'
import {startTftpdHpa} from './start-tftpd-hpa.ts'
import {runClient} from './tftp-clients.ts'

const cells = allCells()
/** Longer than any client's own timeouts with 0.5 % loss. */
const cellMs = 110_000
const [ours, theirs, proxyAddress] = ['127.30.1.1', '127.30.1.2', '127.30.1.3']
const test = lab({root: true, programs: ['tftp', 'atftp', 'curl', 'busybox', 'in.tftpd']})

const folder = mkdtempSync(join(tmpdir(), 'ops-interop-'))
const hashes = new Map<number, string>()
let server: BootServer
let reference: Awaited<ReturnType<typeof startTftpdHpa>>

beforeAll(async () => {
  for (const size of new Set(cells.map((cell) => cell.size))) {
    const bytes = randomFillSync(Buffer.alloc(size))
    writeFileSync(join(folder, `f${size}`), bytes)
    hashes.set(size, hash(bytes))
  }
  server = await startService(folder, ours)
  reference = await startTftpdHpa(folder, theirs)
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await reference[Symbol.asyncDispose]()
  rmSync(folder, {recursive: true})
})

describe.concurrent('every client gets every file over any network', () => {
  for (const cell of cells) {
    test(
      `${cell.client.name}, ${cell.sizeName}, ${cell.fault} (seed ${cell.seed})`,
      async () => {
        const failed = await fetchThrough(cell, {address: ours, port: server.ports.tftp ?? 0})
        if (failed === undefined) return
        // A client's own fault also occurs with another server and the same faults.
        const alsoFailed = await fetchThrough(cell, {address: theirs, port: reference.port})
        process.stderr.write(
          `${cell.client.name}, ${cell.sizeName}, ${cell.fault}: ${failed}; against tftpd-hpa: ${alsoFailed ?? 'right'}\n`,
        )
        expect(alsoFailed, `only against ours: ${failed}`).toBeDefined()
      },
      2 * cellMs + 10_000,
    )
  }
})

/** The failure, or undefined when the bytes are right. */
async function fetchThrough({client, size, faults, seed}: Cell, to: {address: string; port: number}): Promise<string | undefined> {
  // A clean link needs no proxy, which would cost more time than server and client together.
  const isClean = Object.keys(faults).length === 0
  await using proxy = isClean ? undefined : await faultProxy(proxyAddress, to, faults, seed)
  const from = proxy === undefined ? to : {address: proxyAddress, port: proxy.port}
  const out = join(folder, `out-${seed}-${to.address}`)
  const failed = await runClient(client, {...from, name: `f${size}`, out}, cellMs)
  const got = existsSync(out) ? readFileSync(out) : undefined
  rmSync(out, {force: true})
  if (got !== undefined && hash(got) === hashes.get(size)) return undefined
  if (got === undefined) return `no file; ${failed ?? 'the client reports success'}`
  return `${got.length} of ${size} bytes, ${got.length === size ? 'wrong ones' : 'cut'}; ${failed ?? 'the client reports success'}`
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
