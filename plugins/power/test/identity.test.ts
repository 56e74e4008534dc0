import {describe, expect, it, onTestFinished} from 'vitest'
import {type LabPlug, type LabPlugOptions, startLabPlug} from '../src/lab-plug/start-lab-plug.ts'
import {offHosts} from '../src/off/off-hosts.ts'
import {onHosts} from '../src/on/switch-on.ts'
import {acceptOutlets} from '../src/outlets/accept-outlets.ts'
import {readInfo} from '../src/status/read-info.ts'
import {readStatuses} from '../src/status/read-status.ts'
import {scene} from './scene.ts'

const id = (letter: string) => letter.repeat(40)
const [one, two] = ['127.40.6.1', '127.40.6.2']
const entry = 'shutdown: none, ignore: ["*"]'

async function plugAt(address: string, deviceId: string, more: Partial<LabPlugOptions> = {}): Promise<LabPlug> {
  const plug = await startLabPlug({model: 'HS100', port: 9999, address, deviceId, outlets: [{alias: 'a', on: true}], ...more})
  onTestFinished(() => plug[Symbol.asyncDispose]())
  return plug
}

/** Hosts behind one plug each, and a journal that outlives changes of the inventory. */
async function rack(power: Record<string, string>) {
  const text = (plugs: typeof power) => `hosts: {${Object.entries(plugs).map(([host, plug]) => `${host}: {${entry}, power: ${plug}}`)}}`
  const first = await scene({inventory: text(power)})
  let {services} = first
  const act = async (host: string, dryRun = false, force?: string) => {
    const input = {argv: [], dryRun, ...(force === undefined ? {} : {force})}
    const {hosts} = await offHosts(services, services.inventory.select(host), input, first.signal)
    return hosts[0]
  }
  return {
    ...first,
    off: act,
    status: async (host: string) => (await readStatuses(services, services.inventory.select(host), first.signal))[0],
    on: async (host: string) => (await onHosts(services, services.inventory.select(host), [], first.signal)).hosts[0],
    async accept(host: string, confirm: (changes: readonly string[]) => void = () => {}) {
      const say = async (changes: readonly string[]) => confirm(changes)
      return acceptOutlets(services, services.inventory.host(host), {argv: [], confirm: say}, first.signal)
    },
    /** Another ops.yaml, the same journal. */
    async edit(changed: typeof power) {
      const next = await scene({inventory: text(changed)})
      services = {...next.services, coordinator: first.coordinator}
    },
    notes: (act: string) => first.coordinator.store.entries.filter((note) => note.act === act).map(({data}) => data['text']),
  }
}

const kasa = (address: string, more = '') => `{driver: kasa, address: ${address}${more}}`
const changed = {code: 'POWER_PLUG_CHANGED', exit: 5}

describe('a plug that was seen before', () => {
  it('names what may have lost its power when the address moves to another plug as the command arrives', async () => {
    for (const isKnown of [true, false]) {
      const other = await startLabPlug({
        model: 'HS100',
        port: 9999,
        address: two,
        deviceId: id('B'),
        mac: '50:C7:BF:00:00:02',
        outlets: [{alias: 'b', on: true}],
      })
      const plug: LabPlug = await startLabPlug({
        ...{model: 'HS100', port: 9999, address: one, deviceId: id('A'), outlets: [{alias: 'a', on: true}]},
        async onRelay() {
          Object.assign(plug.state, {deviceId: id('B'), mac: '50:C7:BF:00:00:02'})
          return true
        },
      })
      await using stack = new AsyncDisposableStack()
      stack.use(other)
      stack.use(plug)
      const {off, status} = await rack({a: kasa(one), b: kasa(two)})
      for (const host of isKnown ? ['a', 'b'] : ['a']) await status(host)
      const result = await off('a')
      expect(result).toMatchObject({power: 'unknown', changed: true, error: {code: 'POWER_SENT_ELSEWHERE', exit: 3}})
      expect(result?.error?.message).toContain(`sent to kasa/${one}:9999, and another device (device id ${id('B')}`)
      expect(result?.error?.message).toContain(isKnown ? 'which feeds b' : 'does not know which machine')
      expect(result?.error?.hint).toMatch(isKnown ? /^ops power on b; / : /^ops power discover /)
    }
  })

  it('is remembered by status, info, on and off, once, with a note that names its ids', async () => {
    await plugAt(one, id('A'))
    const {status, on, services, notes, signal} = await rack({a: kasa(one)})
    await status('a')
    await status('a')
    await readInfo(services, services.inventory.host('a'), signal)
    await on('a')
    expect(notes('power.outlet.seen')).toEqual([`kasa/${one}:9999 has device id ${id('A')}, MAC address 50:c7:bf:00:00:01`])
  })

  it('is not switched when another device answers at its address, until the host accepts it', async () => {
    const plug = await plugAt(one, id('A'))
    const {off, on, status, accept, notes, coordinator} = await rack({a: kasa(one)})
    await status('a')
    plug.state.deviceId = id('B')
    for (const result of [await off('a', true), await off('a'), await on('a'), await status('a')]) {
      expect(result?.error).toMatchObject(changed)
      expect(result?.error?.message).toContain(`device id ${id('B')}, and had ${id('A')}`)
      expect(result?.error?.hint).toContain('ops power accept a')
    }
    expect(plug.state.outlets[0]?.closed).toBe(true)
    const refuse = () => {
      throw new Error('no')
    }
    await expect(accept('a', refuse)).rejects.toThrow('no')
    expect((await off('a'))?.error).toMatchObject(changed)
    const shown: string[] = []
    expect(await accept('a', (changes) => void shown.push(...changes))).toMatchObject({changed: true})
    expect(shown).toEqual([expect.stringMatching(/^kasa.*A{40}.* -> .*B{40}/)])
    expect(notes('power.outlet.accepted')).toMatchObject([expect.stringMatching(/A{40}.* -> .*B{40}/)])
    expect(await accept('a', refuse)).toMatchObject({changed: false})
    expect(coordinator.store.entries.filter(({kind}) => kind === 'run.end').at(-1)?.data['state']).toBe('done')
    expect(await off('a')).toMatchObject({changed: true})
    expect(plug.state.outlets[0]?.closed).toBe(false)
  })

  it.each([
    ['on', 1],
    ['off', 1],
    ['off', 2],
    ['off', 3],
  ] as const)('is not switched %s when it changes after reading %i, even by a driver that ignores the known ids', async (to, last) => {
    const isOn = to === 'off'
    const plug = await plugAt(one, id('A'), {outlets: [{alias: 'a', on: isOn}]})
    const {services, on, off} = await rack({a: kasa(one)})
    const factory = services.registry.powerDrivers.get('kasa')
    if (factory === undefined) throw new Error('no driver kasa')
    const {open} = factory
    let readings = 0
    factory.open = async (config, {known: _, ...deps}) => {
      const driver = await open(config, deps)
      const read = async (signal: AbortSignal) => {
        const reading = await driver.read(signal)
        readings += 1
        if (readings === last) plug.state.deviceId = id('B')
        return reading
      }
      return {...driver, read}
    }
    expect((await (to === 'on' ? on('a') : off('a')))?.error).toMatchObject(changed)
    expect(plug.state.outlets[0]?.closed).toBe(isOn)
  })

  it('is not switched when two hosts have exchanged their addresses in the inventory', async () => {
    const [first, second] = [await plugAt(one, id('A')), await plugAt(two, id('B'))]
    const {off, status, edit} = await rack({a: kasa(one), b: kasa(two)})
    await status('a')
    await status('b')
    await edit({a: kasa(two), b: kasa(one)})
    expect((await off('a'))?.error).toMatchObject(changed)
    expect((await off('b'))?.error).toMatchObject(changed)
    expect([first, second].map(({state}) => state.outlets[0]?.closed)).toEqual([true, true])
  })

  it.each([
    ['', 'POWER_PLUG_CHANGED'],
    [`, deviceId: "${id('A')}"`, 'POWER_PLUG_MISMATCH'],
  ])('is shown by info all the same, without a state, so that it can be found (%s)', async (pin, code) => {
    const plug = await plugAt(one, id('A'), {alias: 'shelf'})
    const {status, services, signal, off} = await rack({a: kasa(one, pin)})
    await status('a')
    plug.state.deviceId = id('B')
    const {outlets, error} = await readInfo(services, services.inventory.host('a'), signal)
    expect(error?.code).toBe(code)
    expect(outlets).toMatchObject([{found: {identity: {deviceId: id('B')}, detail: {kind: 'plug', rssiDbm: expect.any(Number)}}}])
    expect(outlets[0]?.found?.identity?.alias?.raw).toBe('shelf')
    expect(outlets[0]).not.toHaveProperty('reading')
    expect((await off('a'))?.error?.code).toBe(code)
  })

  it('is pinned where the inventory names it', async () => {
    await Promise.all([plugAt(one, id('A')), plugAt(two, id('B'))])
    const inventory = `hosts: {a: {power: ${kasa(one)}}, b: {}, c: {}}\noutlets: {rack: {feeds: "b,c", power: ${kasa(two)}}}`
    const {services, signal} = await scene({inventory})
    const places = ['a', 'b'].map(async (host) => (await readInfo(services, services.inventory.host(host), signal)).outlets[0]?.pinAt)
    expect(await Promise.all(places)).toEqual(['hosts.a.power', 'outlets.rack.power'])
  })

  it('may have another address, and another pin that the inventory declares', async () => {
    const [first, second] = [await plugAt(one, id('A')), await plugAt(two, id('A'))]
    const {off, status, edit} = await rack({a: kasa(one)})
    await status('a')
    await first[Symbol.asyncDispose]()
    await edit({a: kasa(two)})
    expect(await off('a')).toMatchObject({changed: true})
    second.state.deviceId = id('C')
    expect((await off('a'))?.error).toMatchObject(changed)
    await edit({a: kasa(two, `, deviceId: "${id('C')}"`)})
    expect((await off('a'))?.error).toBeUndefined()
    await edit({a: kasa(two)})
    second.state.deviceId = id('A')
    expect((await off('a'))?.error).toMatchObject(changed)
  })

  it('is the same for the whole run: a device that comes in between is not switched', async () => {
    const plug = await plugAt(one, id('A'))
    const {off, registry} = await rack({a: kasa(one)})
    let checks = 0
    registry.guards.add('swap', {
      name: 'swap',
      order: 99,
      async check({name}) {
        if (++checks === 2) plug.state.deviceId = id('B')
        return {guard: 'swap', host: name, findings: [], plan: []}
      },
    })
    expect((await off('a'))?.error).toMatchObject(changed)
    expect(plug.state.outlets[0]?.closed).toBe(true)
  })
})

describe('another host on the same device', () => {
  /** The answer of a guard that names every host which it was asked about. */
  const guarded = (registry: Awaited<ReturnType<typeof rack>>['registry']) => {
    const asked = new Set<string>()
    registry.guards.add('asked', {
      name: 'asked',
      order: 99,
      async check({name}) {
        asked.add(name)
        return {guard: 'asked', host: name, findings: [], plan: []}
      },
    })
    return asked
  }

  it('is brought in by what ops remembers of it, although only the address of the first was corrected', async () => {
    const plug = await plugAt(one, id('A'))
    const {off, status, edit} = await rack({a: kasa(one), b: kasa(one)})
    await status('a')
    await status('b')
    await plug[Symbol.asyncDispose]()
    await plugAt(two, id('A'))
    await edit({a: kasa(two), b: kasa(one)})
    await status('b')
    expect((await off('a'))?.alsoCut).toEqual(['b'])
  })

  it('is named by accept, and guarded, when two plugs have exchanged their addresses', async () => {
    const [first, second] = [await plugAt(one, id('A')), await plugAt(two, id('B'))]
    const {off, status, accept, registry} = await rack({a: kasa(one), b: kasa(two)})
    await status('a')
    await status('b')
    first.state.deviceId = id('B')
    second.state.deviceId = id('A')
    const shown: string[] = []
    await accept('a', (changes) => void shown.push(...changes))
    expect(shown).toEqual([expect.stringMatching(/; ops knows this outlet as that of b$/)])
    const asked = guarded(registry)
    await off('a')
    expect(asked).toContain('b')
  })

  it('is not brought in when its entry pins another device by now', async () => {
    await plugAt(one, id('A'))
    const {off, status, edit} = await rack({a: kasa(one), b: kasa(one)})
    await status('b')
    await edit({a: kasa(one), b: kasa(two, `, deviceId: "${id('B')}"`)})
    expect((await off('a'))?.alsoCut).toBeUndefined()
  })

  it.each([
    ['an alias of the same strip', {a: kasa(one, ', outlet: 1'), b: kasa(one, ', outlet: rack')}, one],
    ['a name of the same plug', {a: kasa('127.0.0.1', ', port: 9377'), b: kasa('localhost', ', port: 9377')}, '127.0.0.1'],
  ])('is brought in by %s, also when the device was replaced and only the first was accepted', async (what, power, address) => {
    const outlets = [{alias: 'rack', on: true}]
    const strip = what.startsWith('an alias')
    const plug = await plugAt(address, id('A'), strip ? {model: 'HS300', outlets} : {port: 9377})
    const {off, status, accept} = await rack(power)
    await status('a')
    await status('b')
    plug.state.deviceId = id('F')
    await accept('a')
    expect((await off('a'))?.alsoCut).toEqual(['b'])
  })

  it('is recognised by a pin of its MAC address, although it does not answer', async () => {
    await plugAt(one, id('A'), {mac: '50:C7:BF:00:00:01'})
    const {off, on, edit} = await rack({a: kasa(one), b: kasa('127.40.6.79', ', mac: "50:c7:bf:00:00:01"')})
    expect((await off('a'))?.alsoCut).toEqual(['b'])
    await on('a')
    await edit({a: kasa(one), b: kasa('plug1.lab.invalid', ', mac: "50:c7:bf:00:00:99"')})
    const alone = await off('a')
    expect([alone?.error, alone?.alsoCut]).toEqual([undefined, undefined])
  })
})

describe('an outlet of a strip', () => {
  const outlets = ['left', 'middle', 'right'].map((alias) => ({alias, on: true}))
  const closed = ({state}: LabPlug) => Object.fromEntries(state.outlets.map((outlet) => [outlet.alias, outlet.closed]))

  it('stays the one that its number meant, whatever the order of the list', async () => {
    const strip = await plugAt(one, id('A'), {model: 'HS300', outlets})
    const {off, on, status} = await rack({a: kasa(one, ', outlet: 1'), b: kasa(one, ', outlet: 3')})
    await status('a')
    strip.state.order = [2, 1, 0]
    expect(await off('a')).toMatchObject({changed: true})
    expect(closed(strip)).toEqual({left: false, middle: true, right: true})
    strip.state.order = [1, 0, 2]
    expect(await on('a')).toMatchObject({changed: true, power: 'on'})
    expect(closed(strip)).toEqual({left: true, middle: true, right: true})
  })

  it('stays the same within a run in which the order changes, and is never taken for its neighbour', async () => {
    const strip = await plugAt(one, id('A'), {model: 'HS300', outlets})
    const {off, registry} = await rack({a: kasa(one, ', outlet: 1'), b: kasa(one, ', outlet: right')})
    registry.guards.add('turn', {
      name: 'turn',
      order: 99,
      async check({name}) {
        strip.state.order = [2, 1, 0]
        return {guard: 'turn', host: name, findings: [], plan: []}
      },
    })
    expect(await off('a')).toMatchObject({changed: true})
    expect(closed(strip)).toEqual({left: false, middle: true, right: true})
  })

  it('is refused when its alias is now that of another one', async () => {
    const strip = await plugAt(one, id('A'), {model: 'HS300', outlets})
    const {off, status, accept} = await rack({a: kasa(one, ', outlet: left')})
    await status('a')
    for (const outlet of strip.state.outlets) outlet.alias = {left: 'right', right: 'left'}[outlet.alias] ?? outlet.alias
    const result = await off('a')
    expect(result?.error).toMatchObject(changed)
    expect(result?.error?.message).toContain('child id')
    expect(Object.values(closed(strip))).toEqual([true, true, true])
    await accept('a')
    expect(await off('a')).toMatchObject({changed: true})
    expect(closed(strip)).toEqual({right: true, middle: true, left: false})
  })
})

describe('an outlet whose plug cannot be identified', () => {
  const nameless = 'plug1.lab.invalid'
  const unidentified = {code: 'POWER_OUTLET_UNIDENTIFIED', exit: 5}

  it('blocks an act on an outlet that it may be, and both are named', async () => {
    const plug = await plugAt(one, id('A'))
    const {off} = await rack({a: kasa(one), b: kasa(nameless)})
    for (const result of [await off('a', true), await off('a')]) {
      expect(result?.error).toMatchObject(unidentified)
      for (const name of [`kasa/${one}:9999 of a`, 'feed b', `kasa/${nameless}:9999`]) expect(result?.error?.message).toContain(name)
    }
    expect(plug.state.outlets[0]?.closed).toBe(true)
  })

  it('does not with a reason, which the journal has beside the machines that may lose power', async () => {
    const plug = await plugAt(one, id('A'))
    const {off, notes} = await rack({a: kasa(one), b: kasa(nameless), c: kasa('plug2.lab.invalid')})
    const [dry, done] = [await off('a', true, 'DNS is down'), await off('a', false, 'DNS is down')]
    for (const result of [dry, done]) expect(result?.findings).toMatchObject([{code: unidentified.code, host: 'a', forcible: true}])
    expect(done).toMatchObject({changed: true, power: 'off'})
    expect(plug.state.outlets[0]?.closed).toBe(false)
    expect(notes('guard.forced')).toEqual([expect.stringMatching(/^DNS is down \(.* may also feed b,c: .* nor can 1 more\./)])
  })

  it.each([
    ['a pin', `{driver: kasa, address: ${nameless}, deviceId: "${id('B')}"}`],
    ['another driver', '{driver: exec, on: ["true", "on"], off: ["true", "off"], status: ["true"]}'],
    ['its address', kasa('127.40.6.77')],
    ['its port', kasa(nameless, ', port: 9998')],
  ])('does not when %s tells the two apart', async (_, b) => {
    await plugAt(one, id('A'))
    const {off} = await rack({a: kasa(one), b})
    expect(await off('a')).toMatchObject({changed: true})
  })

  it('does not when ops has seen it before', async () => {
    await plugAt(one, id('A'))
    const {off, coordinator} = await rack({a: kasa(one), b: kasa(nameless)})
    const value = {outlets: [{outlet: `kasa/${nameless}:9999`, ids: {deviceId: id('B')}}]}
    await coordinator.facts.write('before', [{space: 'power.outlets', key: 'b', value, expect: 0, act: 'seen', text: ''}])
    expect(await off('a')).toMatchObject({changed: true})
  })

  it('does not hinder a host that is off already', async () => {
    const plug = await plugAt(one, id('A'))
    for (const outlet of plug.state.outlets) outlet.closed = outlet.reported = false
    const {off} = await rack({a: kasa(one), b: kasa(nameless)})
    expect(await off('a')).toMatchObject({power: 'off', changed: false})
  })

  it('blocks when it has the pinned id of the other one and does not answer', async () => {
    await plugAt(one, id('A'), {model: 'HS300', outlets: [{alias: 'x', on: true}]})
    const {off} = await rack({a: kasa(one, ', outlet: 1'), b: kasa('127.40.6.78', `, outlet: x, deviceId: "${id('A')}"`)})
    expect((await off('a'))?.error).toMatchObject(unidentified)
  })
})
