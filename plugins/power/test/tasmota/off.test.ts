import {describe, expect, it, onTestFinished} from 'vitest'
import {offHosts} from '../../src/off/off-hosts.ts'
import {readStatus} from '../../src/status/read-status.ts'
import {fakeHost, standbyWatts} from '../fake-host.ts'
import {scene} from '../scene.ts'
import {type SimulatedTasmota, startTasmota, type TasmotaFault} from '../../src/lab-plug/tasmota/simulated-tasmota.ts'

const address = '127.40.20.3'
const password = 'secret-joker'

/** Two machines on the relays 1 and 2 of one device, which really cuts the first. */
async function bench({knows = password, ...options}: Partial<SimulatedTasmota> & {knows?: string} = {}) {
  const host = await fakeHost(address)
  const plug = await startTasmota({
    address,
    relays: [true, true],
    meter: 'per-relay',
    password,
    onRelay: async (relay, on) => relay === 1 && host.power(on),
    draw: (relay) => (relay !== 1 || host.isUp() ? 40 : standbyWatts),
    ...options,
  })
  onTestFinished(async () => {
    await plug[Symbol.asyncDispose]()
    await host.power(false)
  })
  const outlet = `driver: tasmota, address: ${address}, port: ${plug.port}, mac: "2c:f4:32:00:00:01", passwordEnv: PLUG`
  const inventory = `hosts:
  a: {address: ${address}, ssh: {port: ${host.port}}, power: {${outlet}, outlet: 1}}
  b: {power: {${outlet}, outlet: 2}}
`
  const set = await scene({inventory, transports: {a: host.transport('a')}, env: {PLUG: knows}})
  const off = async () => {
    const {hosts} = await offHosts(set.services, set.hosts('a'), {hard: false, dryRun: false, argv: []}, set.signal)
    expect(JSON.stringify([hosts, set.coordinator.store.entries, [...set.services.inventory.hosts.values()]])).not.toContain(password)
    return hosts[0]
  }
  const relayOutcome = () => set.coordinator.store.entries.find(({kind, act}) => kind === 'outcome' && act === 'relay.off')?.data['state']
  return {...set, plug, host, off, relayOutcome}
}

describe('power off by a relay with Tasmota', () => {
  it('is proved by the relay and its meter, switches no other relay, and keeps the password out of the journal', async () => {
    const {off, plug, relayOutcome, services, hosts, signal} = await bench()
    const result = await off()
    expect(result?.error).toBeUndefined()
    expect(result).toMatchObject({host: 'a', power: 'off', changed: true})
    expect(result?.proofs.map(({kind, holds}) => [kind, holds])).toEqual([
      ['relay', true],
      ['wiring', true],
      ['meter', true],
      ['silence', 'unknown'],
    ])
    expect(plug.relays).toEqual([false, true])
    expect(relayOutcome()).toBe('done')
    const [b] = hosts('b')
    expect(b === undefined ? undefined : (await readStatus(services, b, signal)).outlets).toEqual([
      {outlet: `tasmota/${address}:${plug.port}/2`, state: 'on', watts: 40},
    ])
  })

  it.each<[TasmotaFault, string, string]>([
    ['cut', 'unknown', 'off'],
    ['half', 'unknown', 'off'],
    ['cut-before', 'unknown', 'on'],
  ])('reads the relay back after: %s', async (fault, outcome, power) => {
    const {off, plug, relayOutcome} = await bench()
    void plug.failNextSwitch(fault)
    expect(await off()).toMatchObject({power})
    expect(relayOutcome()).toBe(outcome)
    expect(plug.commands.filter((command) => command === 'Power1 OFF')).toHaveLength(1)
  })

  it('leaves the machine alone when the device does not take the password', async () => {
    const {off, plug, host} = await bench({knows: 'another'})
    expect(await off()).toMatchObject({power: 'unknown', error: {code: 'POWER_PLUG_LOCKED'}})
    expect(host.commands).toEqual([])
    expect(plug.relays).toEqual([true, true])
  })
})
