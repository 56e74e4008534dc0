import {describe, expect, it, onTestFinished} from 'vitest'
import {identifyHost} from '../src/identify/identify-host.ts'
import {startLabPlug} from '../src/lab-plug/start-lab-plug.ts'
import {offHosts} from '../src/off/off-hosts.ts'
import {onHosts} from '../src/on/switch-on.ts'
import {acceptOutlets} from '../src/outlets/accept-outlets.ts'
import {readStatuses} from '../src/status/read-status.ts'
import {fakeHost, standbyWatts} from './fake-host.ts'
import {scene} from './scene.ts'

const address = '127.40.7.1'

interface Options {
  model?: 'HS100' | 'HS110'
  /** The plug really feeds another machine. */
  isSwapped?: boolean
  /** Watts of the machine that is shut down. */
  standby?: number
  /** Whether the inventory has an address of the host. */
  hasAddress?: boolean
  /** Keys more of the outlet, of the host. */
  outlet?: string
  host?: string
}

/** Host a, its plug as the inventory has it, and a bystander on the plug when the plugs were swapped. */
async function bench({
  model = 'HS110',
  isSwapped = false,
  hasAddress = true,
  standby = standbyWatts,
  outlet = '',
  host: keys = '',
}: Options = {}) {
  const [host, bystander] = [await fakeHost(address), await fakeHost(address)]
  const fed = isSwapped ? bystander : host
  const load: {watts: number | (() => number); isMute: () => boolean} = {watts: 40, isMute: () => false}
  const plug = await startLabPlug({
    model,
    address,
    port: 0,
    outlets: [{alias: 'a', on: true}],
    onRelay: (_, on) => fed.power(on),
    async draw() {
      // A figure that the driver does not take for one.
      if (load.isMute()) return Number.NaN
      return fed.isUp() ? (typeof load.watts === 'number' ? load.watts : load.watts()) : standby
    },
  })
  onTestFinished(async () => {
    await plug[Symbol.asyncDispose]()
    await host.power(false)
    await bystander.power(false)
  })
  const inventory = `hosts: {a: {${hasAddress ? `address: ${address}, ` : ''}ssh: {port: ${host.port}}${keys}, power: {driver: kasa, address: ${address}, port: ${plug.port}${outlet}}}}`
  const set = await scene({inventory, transports: {a: host.transport('a')}})
  const {services, hosts, signal, coordinator} = set
  const off = async (more: {hard?: boolean; force?: string; dryRun?: boolean} = {}) =>
    (await offHosts(services, hosts('a'), {argv: [], dryRun: false, ...more}, signal)).hosts[0]
  const asked: boolean[] = []
  const identify = async (hard = false) => {
    const [a] = hosts('a')
    if (a === undefined) throw new Error('no host')
    const confirm = async () => void asked.push(hard)
    return (await identifyHost(services, a, {argv: [], hard, startMs: 60_000, confirm}, signal)).hosts[0]
  }
  return {
    ...set,
    asked,
    host,
    bystander,
    plug,
    load,
    off,
    identify,
    accept: () => acceptOutlets(services, services.inventory.host('a'), {argv: [], confirm: async () => {}}, signal),
    on: async () => (await onHosts(services, hosts('a'), [], signal)).hosts[0],
    status: async () => (await readStatuses(services, hosts('a'), signal))[0],
    proofs: () => coordinator.store.entries.filter(({act}) => act === 'power.wiring.proven').map(({data}) => data['text']),
    isClosed: () => plug.state.outlets[0]?.closed,
  }
}

describe('with a meter, the draw falls at the orderly shutdown', () => {
  it('and proves the wiring before the relay opens', async () => {
    const {off, on, status, proofs} = await bench()
    expect(await status()).toMatchObject({power: 'on', wiring: 'assumed'})
    const result = await off()
    expect(result).toMatchObject({power: 'off', wiring: 'proven'})
    expect(result?.proofs.find(({kind}) => kind === 'wiring')).toMatchObject({
      holds: true,
      detail: expect.stringMatching(/40\.0 W before a shut down, 3\.00 W after it/),
    })
    expect(proofs()).toHaveLength(1)
    expect(await on()).toMatchObject({wiring: 'proven'})
    expect(await status()).toMatchObject({wiring: 'proven'})
  })

  it('or the plug feeds another machine: nothing is cut, and the refusal says so', async () => {
    const {off, on, host, bystander, isClosed, proofs} = await bench({isSwapped: true})
    const result = await off()
    expect(result).toMatchObject({changed: false, error: {code: 'POWER_WRONG_PLUG', exit: 5}})
    expect(result?.error?.message).toMatch(/a has shut down, .*40\.0 W before a shut down, 40\.0 W after it/)
    expect([host.isUp(), bystander.isUp(), isClosed()]).toEqual([false, true, true])
    expect(proofs()).toEqual([])
    // A power cycle would be refused.
    expect((await on())?.proofs.at(-1)?.detail).toMatch(/^a does not answer; if it was shut down, start it by its button/)
  })

  it('and it stays so: no later run opens the relay, whatever the load does, until a person accepts it', async () => {
    const {off, host, bystander, plug, proofs, accept, load} = await bench({isSwapped: true})
    expect((await off())?.error?.code).toBe('POWER_WRONG_PLUG')
    for (const outlet of plug.state.outlets) outlet.closedAt -= 3_600_000
    load.watts = 10
    for (const more of [{}, {dryRun: true}, {hard: true}, {force: 'it hangs'}])
      expect((await off(more))?.error).toMatchObject({code: 'POWER_WIRING_REFUTED', exit: 5, message: expect.stringContaining('40.0 W')})
    load.watts = 40
    await host.power(true)
    await accept()
    expect((await off())?.error?.code).toBe('POWER_WRONG_PLUG')
    expect((await off())?.error?.code).toBe('POWER_WIRING_REFUTED')
    expect(bystander.isUp()).toBe(true)
    expect(proofs()).toEqual([])
  })

  it('or it cannot be told, because the meter is silent before the shutdown or after it', async () => {
    for (const when of ['before', 'after'] as const) {
      const {off, host, bystander, load} = await bench({isSwapped: true})
      load.isMute = () => host.isUp() === (when === 'before')
      expect((await off())?.error, when).toMatchObject({code: 'POWER_FALL_UNSEEN', exit: 5})
      expect(bystander.isUp()).toBe(true)
    }
  })

  it('a sample from before counts when the meter is silent just as the machine shuts down', async () => {
    const {off, host, bystander, load} = await bench({isSwapped: true})
    load.isMute = () => host.commands.length === 2 && host.isUp()
    expect((await off())?.error).toMatchObject({code: 'POWER_WRONG_PLUG'})
    expect(bystander.isUp()).toBe(true)
  })

  it.each([
    ['as the machine shuts down', 1],
    ['before that', 0],
  ])('or its plug restarts %s, and its meter with it: that is no fall', async (_, at) => {
    const {off, host, bystander, load, plug} = await bench({isSwapped: true})
    for (const outlet of plug.state.outlets) outlet.closedAt -= 3_600_000
    const hasRestarted = () => (at === 1 ? !host.isUp() : host.commands.length > 0)
    load.watts = () => {
      if (!hasRestarted()) return 40
      for (const outlet of plug.state.outlets) outlet.closedAt = Date.now()
      return 0
    }
    expect((await off())?.error).toMatchObject({code: 'POWER_FALL_UNSEEN', message: expect.stringContaining('on for 360')})
    expect(bystander.isUp()).toBe(true)
  })

  it('a load that varies is not taken for a fall: it must stay low, and still be low right before the relay', async () => {
    const varying = await bench({isSwapped: true})
    varying.load.watts = () => (Math.floor(varying.services.clock.now() / 1000) % 20 < 12 ? 90 : 40)
    expect((await varying.off())?.error).toMatchObject({code: 'POWER_WRONG_PLUG'})
    const rising = await bench({isSwapped: true})
    let low = 0
    // Down for as long as is watched, then up again.
    rising.load.watts = () => (rising.host.isUp() || ++low > 11 ? 40 : 5)
    expect((await rising.off())?.error).toMatchObject({
      code: 'POWER_WRONG_PLUG',
      message: expect.stringContaining('right before the relay'),
    })
    expect([varying.bystander.isUp(), rising.bystander.isUp()]).toEqual([true, true])
    expect(varying.proofs()).toEqual([])
    expect(await rising.status()).toMatchObject({wiring: 'refuted'})
  })
})

describe('a meter that does not show the shutdown of its machine', () => {
  it('is not believed once a person has accepted the outlet and a short cut has proven it', async () => {
    const {off, on, host, load, accept, identify, status, plug} = await bench({standby: 1.6})
    load.watts = 3
    expect((await off())?.error).toMatchObject({code: 'POWER_WRONG_PLUG', message: expect.stringContaining('3.00 W before')})
    await host.power(true)
    expect((await identify(true))?.error).toMatchObject({code: 'POWER_WIRING_REFUTED'})
    await accept()
    expect(await status()).toMatchObject({wiring: 'assumed'})
    host.uptimeS = 1
    expect(await identify(true)).toMatchObject({wiring: 'proven'})
    for (const outlet of plug.state.outlets) outlet.closedAt -= 3_600_000
    expect(await off()).toMatchObject({power: 'off', wiring: 'proven'})
    expect(await on()).toMatchObject({wiring: 'proven'})
  })
})

describe('without a meter', () => {
  it('a confirmed shutdown and an open relay are "off", and the wiring is assumed', async () => {
    const {off} = await bench({model: 'HS100'})
    const result = await off()
    expect(result).toMatchObject({power: 'off', wiring: 'assumed'})
    expect(result?.error).toBeUndefined()
  })

  it('a shutdown that was not confirmed leaves the state unknown', async () => {
    const {off, host} = await bench({model: 'HS100'})
    host.onShutdown = 'break'
    expect(await off()).toMatchObject({
      power: 'unknown',
      error: {code: 'POWER_NOT_PROVED', exit: 3, message: expect.stringContaining('did not confirm its shutdown')},
    })
  })

  it('a machine that was silent before leaves the state unknown', async () => {
    const {off, host} = await bench({model: 'HS100'})
    await host.power(false)
    expect(await off({force: 'it hangs'})).toMatchObject({power: 'unknown', error: {code: 'POWER_NOT_PROVED', exit: 3}})
  })

  it('the silence of a machine that answered as the relay opened is "off", and proves no wiring: its network may hang there', async () => {
    const {off, proofs} = await bench({model: 'HS100'})
    const result = await off({hard: true})
    expect(result).toMatchObject({power: 'off', wiring: 'assumed'})
    expect(result?.proofs).toContainEqual({kind: 'silence', holds: true, detail: expect.stringContaining('answered as the relay opened')})
    expect(proofs()).toEqual([])
  })

  it('a machine that has run on through a cut hangs on another outlet: its network switch fell silent', async () => {
    const {off, on, host, isClosed, accept, services, signal} = await bench({model: 'HS100'})
    expect(await off({hard: true})).toMatchObject({power: 'off'})
    await on()
    await services.clock.sleep(120_000, signal)
    host.uptimeS = 200
    for (const more of [{}, {hard: true}, {dryRun: true}])
      expect((await off(more))?.error).toMatchObject({
        code: 'POWER_WIRING_REFUTED',
        message: expect.stringContaining('has been up for 200 s'),
      })
    expect([host.isUp(), isClosed()]).toEqual([true, true])
    await accept()
    expect(await off()).toMatchObject({power: 'off'})
  })

  it('the uptime of another machine that got the name since says nothing of the cut', async () => {
    const {off, on, plug, host, services, signal, coordinator} = await bench({model: 'HS100'})
    await off({hard: true})
    await on()
    await services.clock.sleep(120_000, signal)
    // Its old address would be asked, too.
    await host.power(false)
    const other = await fakeHost('127.40.7.2')
    onTestFinished(() => other.power(false).then(() => {}))
    other.uptimeS = 5000
    const inventory = `hosts: {a: {address: 127.40.7.2, ssh: {port: ${other.port}}, power: {driver: kasa, address: ${address}, port: ${plug.port}}}}`
    const edited = await scene({inventory, transports: {a: other.transport('a')}})
    const {hosts} = await offHosts({...edited.services, coordinator}, edited.hosts('a'), {argv: [], dryRun: false, hard: true}, signal)
    // It was cut, and hangs elsewhere.
    expect(hosts[0]).toMatchObject({changed: true, error: {code: 'POWER_NOT_PROVED'}})
  })

  it('a machine that has run on because its relay did not open hangs there all the same', async () => {
    const {off, host, plug, services, signal} = await bench({model: 'HS100'})
    plug.inject({kind: 'ack-only', at: 'switch'})
    expect(await off({hard: true})).toMatchObject({power: 'on', error: {code: 'POWER_STILL_ON'}})
    await services.clock.sleep(120_000, signal)
    expect(host.uptimeS).toBeGreaterThan(200)
    expect(await off()).toMatchObject({power: 'off'})
  })

  it('what could not be proved does not become "off" by asking again, until the machine gets power', async () => {
    const {off, on, host} = await bench({model: 'HS100'})
    await host.power(false)
    await off({force: 'it hangs'})
    for (const more of [{}, {dryRun: true}, {hard: true}])
      expect(await off(more)).toMatchObject({
        power: 'unknown',
        changed: false,
        error: {
          code: 'POWER_NOT_PROVED',
          exit: 3,
          message: expect.stringContaining('was not seen to lose its power'),
          hint: expect.stringContaining('ops power on a'),
        },
      })
    await on()
    host.uptimeS = 1
    expect(await off()).toMatchObject({power: 'off'})
    expect(await off()).toMatchObject({power: 'off', changed: false})
  })

  it('a machine that still answered stays unknown when it falls silent later', async () => {
    const {off, host} = await bench({model: 'HS100', isSwapped: true})
    await off({hard: true})
    await host.power(false)
    expect(await off()).toMatchObject({power: 'unknown', changed: false, error: {hint: expect.stringContaining('find the plug')}})
  })

  it('a run that is killed as the relay of a silent machine opens leaves it unknown', async () => {
    const {off, host, coordinator} = await bench({model: 'HS100'})
    await host.power(false)
    const {append} = coordinator
    coordinator.append = async (entry) => {
      if (entry.kind === 'outcome' && entry.act === 'relay.off') throw new Error('killed')
      return append(entry)
    }
    await off({force: 'it hangs'}).catch(() => {})
    coordinator.append = append
    expect(await off()).toMatchObject({power: 'unknown', error: {code: 'POWER_NOT_PROVED'}})
  })

  it('a machine that goes on answering hangs on another plug', async () => {
    const {off, proofs} = await bench({model: 'HS100', isSwapped: true})
    expect(await off({hard: true})).toMatchObject({
      power: 'unknown',
      error: {code: 'POWER_NOT_PROVED', message: expect.stringContaining('a still answers')},
    })
    expect(proofs()).toEqual([])
  })

  it('a machine that answers while its relay is open is never off, and is not shut down to look so', async () => {
    const {off, host} = await bench({model: 'HS100', isSwapped: true})
    expect(await off({hard: true})).toMatchObject({
      power: 'unknown',
      error: {hint: expect.stringContaining('ops power on a gives power back')},
    })
    const commands = host.commands.length
    for (const more of [{}, {dryRun: true}, {hard: true}])
      expect(await off(more)).toMatchObject({
        power: 'unknown',
        error: {code: 'POWER_NOT_PROVED', exit: 3, message: expect.stringContaining('its outlets read off, but a answers')},
      })
    expect([host.isUp(), host.commands.length]).toEqual([true, commands])
  })

  it('a machine with proven wiring is off when its relay is open, whether or not it confirmed', async () => {
    const {off, identify, host, plug} = await bench({model: 'HS100'})
    host.uptimeS = 1
    expect(await identify(true)).toMatchObject({wiring: 'proven'})
    for (const outlet of plug.state.outlets) outlet.closedAt -= 3_600_000
    await host.power(false)
    expect(await off({force: 'it hangs'})).toMatchObject({power: 'off', wiring: 'proven'})
  })
})

describe('a proof of the wiring', () => {
  it('is void when another device or another entry is there', async () => {
    const {identify, host, status, plug, coordinator} = await bench({model: 'HS100'})
    host.uptimeS = 1
    await identify(true)
    expect(await status()).toMatchObject({wiring: 'proven'})
    const before = plug.state.deviceId
    plug.state.deviceId = 'C'.repeat(40)
    expect(await status()).toMatchObject({wiring: 'assumed', error: {code: 'POWER_PLUG_CHANGED'}})
    plug.state.deviceId = before
    const inventory = `hosts: {a: {power: {driver: kasa, address: ${address}, port: ${plug.port}, model: HS100}}}`
    const edited = await scene({inventory})
    const services = {...edited.services, coordinator}
    expect((await readStatuses(services, edited.hosts('a'), edited.signal))[0]).toMatchObject({power: 'on', wiring: 'assumed'})
  })

  it('may be demanded: without one, or a meter that will show it, nothing is switched', async () => {
    const {off, host, plug} = await bench({model: 'HS100', outlet: ', wiring: proven'})
    for (const more of [{}, {dryRun: true}, {hard: true}]) {
      expect((await off(more))?.error).toMatchObject({code: 'POWER_WIRING_ASSUMED', exit: 5, hint: 'ops power identify a'})
    }
    expect(host.commands).toEqual([])
    expect(plug.questions.every((question) => !question.includes('set_relay_state'))).toBe(true)
    const {error} = (await (await bench({model: 'HS100', outlet: ', wiring: proven', hasAddress: false})).off()) ?? {}
    expect(error).toMatchObject({code: 'POWER_WIRING_ASSUMED', hint: expect.stringContaining('add "address:" to a')})
    const metered = await bench({outlet: ', wiring: proven'})
    expect((await metered.off({hard: true}))?.error).toMatchObject({code: 'POWER_WIRING_ASSUMED'})
    expect(await metered.off()).toMatchObject({power: 'off', wiring: 'proven'})
  })
})

describe('power identify', () => {
  it.each([
    ['a short cut', true],
    ['a shutdown', false],
  ])('proves it by its start after %s, and leaves the machine on', async (_, hard) => {
    const {identify, host, isClosed, proofs, off, asked} = await bench({model: 'HS100', outlet: ', wiring: proven'})
    host.uptimeS = 1
    expect(await identify(hard)).toMatchObject({power: 'on', wiring: 'proven', changed: true})
    expect(proofs()).toEqual([expect.stringContaining('started when the relay closed')])
    expect([host.isUp(), isClosed()]).toEqual([true, true])
    const commands = host.commands.length
    expect(await identify(hard)).toMatchObject({wiring: 'proven'})
    expect(host.commands).toHaveLength(commands)
    // There was nothing to switch any more.
    expect(asked).toEqual([hard])
    expect(await off({hard: true})).toMatchObject({power: 'off'})
  })

  it('proves it by the meter before the relay opens, or cuts nothing', async () => {
    expect(await (await bench()).identify()).toMatchObject({power: 'on', wiring: 'proven'})
    const {identify, bystander} = await bench({isSwapped: true})
    expect((await identify())?.error).toMatchObject({code: 'POWER_WRONG_PLUG'})
    expect(bystander.isUp()).toBe(true)
  })

  it('does not take a machine that does not start, or had started before, for proven', async () => {
    const {identify, proofs} = await bench({model: 'HS100', isSwapped: true})
    expect((await identify())?.error).toMatchObject({
      code: 'POWER_WIRING_NOT_PROVED',
      message: expect.stringContaining('did not answer within 60 s'),
    })
    expect(proofs()).toEqual([])
  })

  it.each([true, false])('refutes an outlet behind which the machine has run on, only without a network (--hard: %s)', async (hard) => {
    const {identify, off, host, isClosed, proofs} = await bench({model: 'HS100'})
    host.uptimeS = 600
    expect((await identify(hard))?.error).toMatchObject({code: 'POWER_WIRING_NOT_PROVED', message: expect.stringContaining('up for 600 s')})
    expect(isClosed()).toBe(true)
    for (const again of [() => identify(hard), () => off({hard})])
      expect((await again())?.error).toMatchObject({code: 'POWER_WIRING_REFUTED'})
    expect(proofs()).toEqual([])
  })

  it('closes the relay again when the machine goes on answering, so that the other one has its power back', async () => {
    const {identify, host, bystander, plug, isClosed, proofs} = await bench({model: 'HS100', isSwapped: true})
    const result = await identify(true)
    expect(result).toMatchObject({
      power: 'on',
      wiring: 'refuted',
      error: {
        code: 'POWER_WIRING_NOT_PROVED',
        exit: 3,
        hint: expect.stringMatching(/^find the plug of a by hand, .* ops power identify a$/),
      },
    })
    expect(result?.error?.message).toMatch(
      new RegExp(
        `: a still answers \\(.*\\), although kasa/${address}:${plug.port} was open\\. What hangs there lost its power; ops has closed`,
      ),
    )
    expect([host.isUp(), bystander.isUp(), isClosed()]).toEqual([true, true, true])
    expect(proofs()).toEqual([])
  })

  it('that is stopped while the relay is open says that it is', async () => {
    const {services, hosts} = await bench({model: 'HS100'})
    const [a] = hosts('a')
    if (a === undefined) throw new Error('no host')
    const stop = new AbortController()
    const sleep = services.clock.sleep.bind(services.clock)
    // The pause between the silence of the machine and the relay is longer than this one; the next is that of the open relay.
    services.clock.sleep = async (ms, signal) => {
      if (ms === 2000) stop.abort(new Error('stopped'))
      return sleep(ms, signal)
    }
    const {hosts: results} = await identifyHost(services, a, {argv: [], hard: false, startMs: 1000, confirm: async () => {}}, stop.signal)
    expect(results).toMatchObject([{power: 'unknown', changed: true, error: {code: 'POWER_LEFT_OFF', hint: 'ops power on a'}}])
  })

  it('that is stopped as its relay opens says so, too', async () => {
    const {services, hosts, host} = await bench({model: 'HS100'})
    const [a] = hosts('a')
    if (a === undefined) throw new Error('no host')
    const stop = new AbortController()
    const {power} = host
    host.power = async (on) => {
      stop.abort(new Error('stopped'))
      return power(on)
    }
    const {hosts: results} = await identifyHost(services, a, {argv: [], hard: true, startMs: 1000, confirm: async () => {}}, stop.signal)
    expect(results).toMatchObject([{power: 'unknown', changed: true, error: {code: 'POWER_LEFT_OFF', hint: 'ops power on a'}}])
  })

  it('names the command that closes a relay that could not be closed again', async () => {
    const {identify, bystander, plug} = await bench({model: 'HS100', isSwapped: true})
    const {power} = bystander
    bystander.power = async (on) => (on ? false : power(on))
    expect((await identify(true))?.error).toMatchObject({code: 'POWER_LEFT_OFF', hint: 'ops power on a'})
    expect(plug.state.outlets[0]?.closed).toBe(false)
  })

  it.each([
    ['', /^check that a is on and answers, then run ops power identify a$/],
    ['no address', /^add "address:" to a in the inventory, then run ops power identify a$/],
  ])('switches nothing while the machine is silent, or has %s', async (lack, hint) => {
    const {identify, host, plug, asked} = await bench({model: 'HS100', ...(lack === '' ? {} : {hasAddress: false})})
    await host.power(false)
    expect((await identify())?.error).toMatchObject({
      code: 'POWER_WIRING_NOT_PROVED',
      message: expect.stringContaining('Nothing was switched'),
      hint: expect.stringMatching(hint),
    })
    expect(asked).toEqual([])
    for (const outlet of plug.state.outlets) outlet.closed = outlet.reported = false
    if (lack === '') expect((await identify())?.error?.hint).toBe('ops power on a, then run ops power identify a')
    expect(plug.questions.every((question) => !question.includes('set_relay_state'))).toBe(true)
  })
})

/** Host a with two supplies, whose second one may really be of another machine. */
async function twoSupplies({isSwapped = false, models = ['HS100', 'HS100']}: {isSwapped?: boolean; models?: ('HS100' | 'HS110')[]} = {}) {
  const [host, bystander] = [await fakeHost(address), await fakeHost(address)]
  host.uptimeS = 1
  const closed = [true, true]
  const feed = (at: number) => async (_: unknown, on: boolean) => {
    closed[at] = on
    if (isSwapped) return at === 0 ? host.power(on) : bystander.power(on)
    // A machine that has shut down starts only when power returns after none.
    if (!on && closed.some(Boolean)) return true
    return host.power(on)
  }
  const plugs = await Promise.all(
    models.map((model, at) =>
      startLabPlug({
        ...{model, address, port: 0, outlets: [{alias: `a${at}`, on: true}], onRelay: feed(at)},
        draw: async () => (host.isUp() ? 20 : standbyWatts),
      }),
    ),
  )
  onTestFinished(async () => {
    for (const plug of plugs) await plug[Symbol.asyncDispose]()
    await host.power(false)
    await bystander.power(false)
  })
  const outlets = plugs.map(({port}) => `{driver: kasa, address: ${address}, port: ${port}}`)
  const inventory = `hosts: {a: {address: ${address}, ssh: {port: ${host.port}}, power: [${outlets.join(', ')}]}}`
  const {services, hosts, signal, coordinator} = await scene({inventory, transports: {a: host.transport('a')}})
  const [a] = hosts('a')
  if (a === undefined) throw new Error('no host')
  const identify = async (hard = false) =>
    (await identifyHost(services, a, {argv: [], hard, startMs: 60_000, confirm: async () => {}}, signal)).hosts[0]
  const proofs = () => coordinator.store.entries.filter(({act}) => act === 'power.wiring.proven').map(({data}) => String(data['text']))
  return {identify, host, bystander, plugs, proofs, isClosed: () => plugs.map(({state}) => state.outlets[0]?.closed)}
}

describe('power identify of a machine with two supplies', () => {
  it.each([
    ['by a start on each of them', false],
    ['by a start on each of them after short cuts', true],
  ])('proves them %s, and leaves both on', async (_, hard) => {
    const {identify, host, plugs, proofs, isClosed} = await twoSupplies()
    expect(await identify(hard)).toMatchObject({power: 'on', wiring: 'proven'})
    expect(proofs()).toEqual(plugs.map(({port}) => expect.stringMatching(`:${port}.* started when the relay closed`)))
    expect([host.isUp(), isClosed()]).toEqual([true, [true, true]])
    expect(host.commands.filter((command) => command.startsWith('systemctl poweroff'))).toHaveLength(hard ? 0 : 2)
  })

  it('proves those with a meter at one shutdown', async () => {
    const {identify, host, proofs} = await twoSupplies({models: ['HS110', 'HS110']})
    expect(await identify()).toMatchObject({power: 'on', wiring: 'proven'})
    expect(proofs()).toEqual([expect.stringMatching(/, .*its draw fell/)])
    expect(host.commands.filter((command) => command.startsWith('systemctl poweroff'))).toHaveLength(1)
  })

  it('names the outlet on which the machine does not start, and closes all of them', async () => {
    const {identify, host, bystander, plugs, proofs, isClosed} = await twoSupplies({isSwapped: true})
    const result = await identify()
    expect(result).toMatchObject({wiring: 'assumed', error: {code: 'POWER_WIRING_NOT_PROVED'}})
    expect(result?.error?.message).toContain(`did not answer within 60 s after kasa/${address}:${plugs[1]?.port}`)
    expect(proofs()).toHaveLength(1)
    expect([host.isUp(), bystander.isUp(), isClosed()]).toEqual([true, true, [true, true]])
  })
})
