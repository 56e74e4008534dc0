import {stat} from 'node:fs/promises'
import {tempFolder} from '@ops/core/testing'
import {expect, it} from 'vitest'
import {tasmotaSchema} from '../../src/drivers/tasmota/config.ts'
import {tasmotaFactory} from '../../src/drivers/tasmota/factory.ts'
import {tasmotaLabPart} from '../../src/lab-plug/tasmota/lab-part.ts'
import {noTransports} from '../no-transports.ts'

const {signal} = new AbortController()

it('adds a device with a password and three relays, which can be switched, and ends it', {timeout: 120_000}, async () => {
  await using folder = await tempFolder()
  const context = {root: folder.path, privileged: false, env: {}, signal, say: () => {}}
  const piece = await tasmotaLabPart.up(context)
  try {
    const hosts = piece.inventory['hosts'] as Record<string, {power: {driver: string; passwordFile: string}}>
    expect(Object.keys(hosts)).toEqual(['lamp1', 'lamp2', 'fan1'])
    const open = (host: string) => {
      const {driver, ...entry} = hosts[host]?.power ?? {driver: ''}
      expect(driver).toBe('tasmota')
      return tasmotaFactory({connectMs: 20_000, answerMs: 20_000}).open(tasmotaSchema.parse(entry), {transports: noTransports, host})
    }
    expect((await stat(hosts['lamp1']?.power.passwordFile ?? '')).mode & 0o777).toBe(0o600)
    const [lamp1, lamp2] = [await open('lamp1'), await open('lamp2')]
    await lamp2.off(signal)
    expect([await lamp1.read(signal), await lamp2.read(signal)]).toMatchObject([
      {state: 'on', watts: 40},
      {state: 'off', watts: 0},
    ])
  } finally {
    await tasmotaLabPart.down(piece, context)
  }
  await expect.poll(() => piece.pids.some((pid) => isAlive(pid)), {timeout: 60_000}).toBe(false)
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
