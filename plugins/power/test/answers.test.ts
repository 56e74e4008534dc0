import {describe, expect, it, onTestFinished} from 'vitest'
import {type LabPlug, startLabPlug} from '../src/lab-plug/start-lab-plug.ts'
import {cycleHosts, offHosts} from '../src/off/off-hosts.ts'
import {renderResults} from '../src/present/render-results.ts'
import {readStatuses} from '../src/status/read-status.ts'
import {renderStatus} from '../src/present/render-status.ts'
import {scene} from './scene.ts'

const address = '127.40.81.1'

/** Machines sw1 and sw2 on one outlet; ops can ask neither. */
async function rack({model = 'HS100', welded = false} = {}) {
  const plug = await startLabPlug({model, address, port: 0, outlets: [{alias: 'rack', on: true}]})
  onTestFinished(() => plug[Symbol.asyncDispose]())
  if (welded) for (const outlet of plug.state.outlets) outlet.reported = false
  const host = 'shutdown: none, ignore: ["*"]'
  const inventory = `hosts: {sw1: {${host}}, sw2: {${host}}}
outlets: {rack: {feeds: "sw[1-2]", power: {driver: kasa, address: ${address}, port: ${plug.port}}}}`
  return {...(await scene({inventory})), plug, id: `kasa/${address}:${plug.port}`}
}

describe('two machines that ops cannot ask, on one outlet', () => {
  it('were both switched off by the command that names both', async () => {
    const {services, hosts, signal, id} = await rack()
    const {hosts: results} = await offHosts(services, hosts('sw[1-2]'), {argv: [], dryRun: false}, signal)
    expect(results.map(({host, changed, cutWith}) => ({host, changed, cutWith}))).toEqual([
      {host: 'sw1', changed: true, cutWith: undefined},
      {host: 'sw2', changed: true, cutWith: 'sw1'},
    ])
    expect(renderResults(results, services.inventory)).toBe(`sw1: off, and with it sw2
  + relay: ${id} reads off
  ? silence: ops has no way to ask sw1
  ? silence: ops has no way to ask sw2
  ? wiring: assumed from the inventory; ops cannot prove it without "address:" of sw1
  ! sw1 was not shut down before the cut: the inventory declares shutdown: none
  ! sw2 was not shut down before the cut: the inventory declares shutdown: none
sw2: off, with sw1
  + relay: ${id} reads off
  ? wiring: assumed from the inventory; ops cannot prove it without "address:" of sw2`)
    const [sw2] = (await offHosts(services, hosts('sw2'), {argv: [], dryRun: false}, signal)).hosts
    expect(sw2).toMatchObject({changed: false})
  })

  it('do not get a second off command when the first one did not switch them off', async () => {
    const {services, hosts, signal, id, plug} = await rack({model: 'HS110'})
    plug.inject({kind: 'welded', at: 'switch'})
    const {hosts: results} = await offHosts(services, hosts('sw[1-2]'), {argv: [], dryRun: false}, signal)
    expect(results).toMatchObject([
      {host: 'sw1', power: 'unknown', changed: true, alsoCut: ['sw2'], error: {code: 'POWER_NOT_PROVED'}},
      {host: 'sw2', power: 'unknown', changed: true, cutWith: 'sw1', error: {code: 'POWER_NOT_PROVED'}},
    ])
    expect(renderResults(results, services.inventory)).toContain(`sw2: unknown, with sw1
  + relay: ${id} reads off, 40.0 W
  - meter: ${id} reads off and still draws 40.0 W`)
    expect(plug.questions.filter((question) => question.includes('"state":0'))).toHaveLength(1)
  })

  it('show both halves of a power cycle', async () => {
    const {services, hosts, signal, id} = await rack()
    const {hosts: results} = await cycleHosts(services, hosts('sw1'), {argv: [], dryRun: false, pauseMs: 1}, signal)
    expect(renderResults(results, services.inventory)).toBe(`sw1: on
  Off, and with it sw2:
  + relay: ${id} reads off
  ? silence: ops has no way to ask sw1
  ? silence: ops has no way to ask sw2
  ? wiring: assumed from the inventory; ops cannot prove it without "address:" of sw1
  ! sw1 was not shut down before the cut: the inventory declares shutdown: none
  ! sw2 was not shut down before the cut: the inventory declares shutdown: none
  On again:
  + relay: ${id} reads on`)
  })
})

/** Machine c hangs on both plugs, d on the first and e on the second. */
async function threeOn(...plugs: [LabPlug, LabPlug]) {
  const host = 'shutdown: none, ignore: ["*"]'
  const [one, two] = plugs.map((plug) => `{driver: kasa, address: ${plug.address}, port: ${plug.port}}`)
  return scene({inventory: `hosts: {c: {${host}, power: [${one}, ${two}]}, d: {${host}, power: ${one}}, e: {${host}, power: ${two}}}`})
}

it('a machine whose outlet was off before is off already, although another one on it is cut', async () => {
  const off = await startLabPlug({model: 'HS110', address, port: 0, outlets: [{alias: 'off', on: false}]})
  const on = await startLabPlug({model: 'HS110', address: '127.40.81.2', port: 0, outlets: [{alias: 'on', on: true}]})
  onTestFinished(() => off[Symbol.asyncDispose]())
  onTestFinished(() => on[Symbol.asyncDispose]())
  const {services, hosts, signal} = await threeOn(off, on)
  const {hosts: results} = await offHosts(services, hosts('c,d,e'), {argv: [], dryRun: false}, signal)
  expect(results.map(({host, power, changed, cutWith}) => ({host, power, changed, cutWith}))).toEqual([
    {host: 'c', power: 'off', changed: true, cutWith: undefined},
    {host: 'd', power: 'off', changed: false, cutWith: undefined},
    {host: 'e', power: 'off', changed: true, cutWith: 'c'},
  ])
})

it('a machine that the command cut is off with the other one, although that one has a second outlet with a welded contact', async () => {
  const good = await startLabPlug({model: 'HS110', address, port: 0, outlets: [{alias: 'good', on: true}]})
  const bad = await startLabPlug({model: 'HS110', address: '127.40.81.2', port: 0, outlets: [{alias: 'bad', on: true}]})
  onTestFinished(() => good[Symbol.asyncDispose]())
  onTestFinished(() => bad[Symbol.asyncDispose]())
  const {services, hosts, signal} = await threeOn(good, bad)
  bad.inject({kind: 'welded', at: 'switch'})
  const {hosts: results} = await offHosts(services, hosts('c,d,e'), {argv: [], dryRun: false}, signal)
  expect(results).toMatchObject([
    {host: 'c', power: 'unknown', changed: true},
    {host: 'd', power: 'off', changed: true, cutWith: 'c'},
    {host: 'e', power: 'unknown', changed: true, cutWith: 'c'},
  ])
  for (const plug of [good, bad]) expect(plug.questions.filter((question) => question.includes('"state":0'))).toHaveLength(1)
})

it('the status of a welded plug says once what contradicts, and leads on', async () => {
  const {services, hosts, signal, id} = await rack({model: 'HS110', welded: true})
  const text = renderStatus(await readStatuses(services, hosts('sw1'), signal), services.inventory)
  expect(text).toBe(`sw1  unknown  ${id} off 40.0 W  Whether sw1 has power is unknown: ${id} reads off and still draws 40.0 W.
  Next: check the plug of sw1 by hand; ops power info sw1 shows what it reports`)
})
