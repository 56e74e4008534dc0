import {execFile} from 'node:child_process'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {tempFolder} from '@ops/core/testing'
import {expect} from 'vitest'
import {lab} from '../../../test/lab/require.ts'

// The resolver receives every query and answers none, as one does whose network is down.

const test = lab({root: true, programs: ['unshare', 'ip', 'mount']})
const program = fileURLToPath(new URL('./silent-resolver/main.ts', import.meta.url))
/** Far below what 1000 lookups without an answer take, and far above what a busy machine adds. */
const limitSeconds = 60

/** Seconds that `ops power off a1 --force REASON` takes beside so many hosts whose names and plugs do not resolve. */
async function secondsBeside(others: number): Promise<number> {
  await using folder = await tempFolder()
  const names = Array.from(
    {length: others},
    (_, at) => `  x${at}: {address: x${at}.lab.invalid, power: {driver: kasa, address: px${at}.lab.invalid}}`,
  )
  const a1 = '  a1: {shutdown: none, ignore: ["*"], power: {driver: kasa, address: 127.103.0.1}}'
  await writeFile(join(folder.path, 'ops.yaml'), ['hosts:', a1, ...names, ''].join('\n'))
  await writeFile(join(folder.path, 'resolv.conf'), 'nameserver 127.0.0.9\n')
  const inside = `ip link set lo up && mount --bind "$1/resolv.conf" /etc/resolv.conf && exec "$2" "$3" "$1"`
  const argv = ['-mn', 'sh', '-c', inside, 'sh', folder.path, process.execPath, program]
  const {stdout} = await promisify(execFile)('unshare', argv, {timeout: 150_000})
  const {code, seconds, output} = JSON.parse(stdout) as {code: number; seconds: number; output: string}
  expect([code, output]).toEqual([0, expect.stringContaining('a1: off')])
  expect(output).toContain(`also feed x[0-${others - 1}]`)
  return seconds
}

test('power off of a plug with an address does not wait for 500 other names while DNS is silent', async () => {
  expect(await secondsBeside(500)).toBeLessThan(limitSeconds)
}, 400_000)
