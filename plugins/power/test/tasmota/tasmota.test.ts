import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {inspect} from 'node:util'
import {untrusted} from '@ops/core/untrusted'
import {describe, expect, it, onTestFinished} from 'vitest'
import {tasmotaSchema} from '../../src/drivers/tasmota/config.ts'
import {type TasmotaTuning, tasmotaFactory} from '../../src/drivers/tasmota/factory.ts'
import {noTransports} from '../no-transports.ts'
import {quickClock} from '../quick-clock.ts'
import {type SimulatedTasmota, startTasmota} from '../../src/lab-plug/tasmota/simulated-tasmota.ts'

const address = '127.40.20.1'
const {signal} = new AbortController()

function open(entry: Record<string, unknown>, tuning: TasmotaTuning = {}) {
  const factory = tasmotaFactory({clock: quickClock(), connectMs: 10_000, answerMs: 10_000, ...tuning})
  return factory.open(tasmotaSchema.parse(entry), {transports: noTransports, host: 'a'})
}

async function plugAndDriver(options: Partial<SimulatedTasmota> = {}, entry: Record<string, unknown> = {}, tuning: TasmotaTuning = {}) {
  const plug = await startTasmota({address, relays: [true], ...options})
  onTestFinished(() => plug[Symbol.asyncDispose]())
  return {plug, driver: await open({address, port: plug.port, ...entry}, tuning)}
}

describe('a reading', () => {
  it('has the state, the device and the meter of a plug', async () => {
    const {driver, plug} = await plugAndDriver({meter: 'per-relay'})
    expect(await driver.read(signal)).toEqual({
      state: 'on',
      outlet: {driver: 'tasmota', device: `${address}:${plug.port}`},
      identity: {mac: '2c:f4:32:00:00:01', alias: untrusted('Tasmota1')},
      watts: 40,
      detail: {
        name: untrusted('Tasmota'),
        topic: untrusted('plug1'),
        hostname: untrusted('plug1-0001'),
        firmware: untrusted('14.4.1(release-tasmota)'),
        hardware: untrusted('ESP8266EX'),
        rssiDbm: -54,
        uptimeS: 4260,
        volts: 231,
        amperes: 0.173,
        totalWh: 3185,
      },
    })
    expect(plug.commands).toEqual(['Status 0'])
  })

  it('is of the relay that the inventory names, under its own outlet', async () => {
    const {driver} = await plugAndDriver({relays: [true, false, true], meter: 'per-relay'}, {outlet: 2})
    expect(await driver.read(signal)).toMatchObject({
      state: 'off',
      outlet: {child: '2'},
      watts: 0,
      identity: {alias: untrusted('Tasmota2')},
    })
  })

  it('has no watts where one meter measures several relays', async () => {
    const {driver} = await plugAndDriver({relays: [true, true], meter: 'sum'}, {outlet: 2})
    expect((await driver.read(signal)).watts).toBeUndefined()
  })

  it('asks alone for the parts that the log of the device has lost', async () => {
    const {driver, plug} = await plugAndDriver({isOld: true, lost: ['Status', 'StatusNET', 'StatusSNS', 'StatusSTS'], meter: 'sum'})
    expect(await driver.read(signal)).toMatchObject({state: 'on', watts: 40, identity: {mac: '2c:f4:32:00:00:01'}})
    expect(plug.commands).toEqual(['Status 0', 'Status 5', 'Status 10', 'Status 11', 'Status'])
  })

  it('takes no word for a state but ON and OFF', async () => {
    const renamed = await plugAndDriver({stateText: ['AUS', 'AN']})
    await expect(renamed.driver.read(signal)).rejects.toMatchObject({
      code: 'POWER_PLUG_ANSWER_BAD',
      message: expect.stringContaining('neither ON nor OFF (set StateText1 OFF and StateText2 ON)'),
    })
    const swapped = await plugAndDriver({stateText: ['ON', 'OFF']})
    await expect(swapped.driver.read(signal)).rejects.toThrow('reports both POWER OFF and Status.Power 1')
  })
})

describe('an outlet', () => {
  it('must be named on a device with several relays, and must exist', async () => {
    const unnamed = await plugAndDriver({relays: [true, true]})
    await expect(unnamed.driver.off(signal)).rejects.toMatchObject({
      code: 'POWER_OUTLET_NOT_NAMED',
      message: expect.stringContaining('1 "Tasmota1", 2 "Tasmota2"'),
    })
    const missing = await plugAndDriver({relays: [true, true]}, {outlet: 3})
    await expect(missing.driver.off(signal)).rejects.toMatchObject({code: 'POWER_OUTLET_MISSING'})
    expect([...unnamed.plug.relays, ...missing.plug.relays]).toEqual([true, true, true, true])
  })

  it('is the same under relay 1 and without a relay, on a device with one relay', async () => {
    const {plug, driver} = await plugAndDriver()
    const named = await open({address, port: plug.port, outlet: 1})
    const factory = tasmotaFactory()
    expect(factory.isSameOutlet(await driver.read(signal), await named.read(signal))).toBe(true)
  })

  it.each([
    [{mac: '2cf432000002'}, 'MAC address', '2c:f4:32:00:00:02'],
    [{topic: 'plug2'}, 'topic', 'plug2'],
  ])('is not switched on a device other than the pinned one: %j', async (pin, key, pinned) => {
    const {plug, driver} = await plugAndDriver({}, pin)
    for (const act of [driver.off(signal), driver.read(signal)])
      await expect(act).rejects.toMatchObject({
        code: 'POWER_PLUG_MISMATCH',
        message: expect.stringMatching(new RegExp(`has the ${key} .*pins ${pinned}`)),
        hint: expect.not.stringContaining('Kasa'),
      })
    expect(plug.relays).toEqual([true])
  })
})

describe('a switch', () => {
  it('switches its own relay only, and reads before it switches', async () => {
    const {plug, driver} = await plugAndDriver({relays: [true, true, true]}, {outlet: 2})
    await driver.off(signal)
    expect(plug.relays).toEqual([true, false, true])
    expect(plug.commands).toEqual(['Status 0', 'Power2 OFF'])
  })

  it.each(['cut', 'hang', 'half', 'silent-log', 'warning', 'cut-before'] as const)(
    'is unknown and not repeated after: %s',
    async (fault) => {
      const {plug, driver} = await plugAndDriver({}, {}, {connectMs: 200, answerMs: 200})
      void plug.failNextSwitch(fault)
      await expect(driver.off(signal)).rejects.toMatchObject({
        code: 'POWER_UNKNOWN',
        message: expect.stringContaining('after the command was sent'),
      })
      expect(plug.commands).toEqual(['Status 0', 'Power1 OFF'])
      expect((await driver.read(signal)).state).toBe(fault === 'cut-before' ? 'on' : 'off')
    },
  )

  it('is refused when the device reports that it did not switch', async () => {
    const {plug, driver} = await plugAndDriver()
    plug.locked.add(1)
    await expect(driver.off(signal)).rejects.toMatchObject({
      code: 'POWER_PLUG_REFUSED',
      message: expect.stringContaining('(PowerLock1 0 unlocks the relay)'),
    })
  })

  it('that is stopped after the command left is unknown, and before it nothing happens', async () => {
    const {plug, driver} = await plugAndDriver()
    const hasSwitched = plug.failNextSwitch('hang')
    const stop = new AbortController()
    const act = driver.off(stop.signal)
    await hasSwitched
    stop.abort(new Error('stopped'))
    await expect(act).rejects.toMatchObject({
      code: 'POWER_UNKNOWN',
      message: expect.stringContaining('gave no answer before ops was stopped after the command was sent'),
    })
    await expect(driver.on(stop.signal)).rejects.toThrow('stopped')
    expect(plug.commands.filter((command) => command === 'Power1 ON')).toEqual([])
  })
})

describe('the web API', () => {
  it.each([
    ['user', 'POWER_PLUG_ANSWER_BAD', 'answered a web page (WebServer 1 closes the web API), not JSON'],
    ['closed', 'POWER_PLUG_ANSWER_BAD', 'closed the connection without a complete answer (SetOption128 1 opens the web API)'],
    ['setup', 'POWER_PLUG_ANSWER_BAD', 'answered with a redirect (HTTP 302), like a device that is being set up'],
  ] as const)('that is %s makes the state unknown and switches nothing', async (web, code, sentence) => {
    const {plug, driver} = await plugAndDriver({web})
    await expect(driver.read(signal)).rejects.toMatchObject({code, message: expect.stringContaining(sentence)})
    await expect(driver.off(signal)).rejects.toMatchObject({code})
    expect(plug.relays).toEqual([true])
  })

  it('that nobody serves is unreachable', async () => {
    const {plug, driver} = await plugAndDriver()
    await plug[Symbol.asyncDispose]().catch(() => {})
    for (const act of [driver.read(signal), driver.off(signal)])
      await expect(act).rejects.toMatchObject({code: 'POWER_PLUG_SILENT', exit: 4, message: expect.stringContaining('connection refused')})
    const nameless = await open({address: 'no.such.invalid'})
    await expect(nameless.off(signal)).rejects.toMatchObject({code: 'POWER_PLUG_SILENT', exit: 4})
  })
})

describe('the password', () => {
  const password = 'joker&user=x %41'

  it('opens a locked device, from the environment or from a file', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'ops-tasmota-'))
    onTestFinished(() => rm(dir, {recursive: true}))
    const passwordFile = join(dir, 'password')
    await writeFile(passwordFile, `${password}\n`)
    for (const {entry, env} of [
      {entry: {passwordEnv: 'PLUG'}, env: {PLUG: password}},
      {entry: {passwordFile}, env: {}},
    ]) {
      const {driver} = await plugAndDriver({password}, entry, {env})
      await driver.off(signal)
      expect((await driver.read(signal)).state).toBe('off')
    }
  })

  it.each([false, true])('that is missing or wrong is not tried again (old firmware: %s)', async (isOld) => {
    const {plug, driver} = await plugAndDriver({password, isOld})
    await expect(driver.off(signal)).rejects.toMatchObject({
      code: 'POWER_PLUG_LOCKED',
      exit: 5,
      message: `The plug ${address}:${plug.port} of a asks for a password.`,
      hint: expect.stringContaining('its path as "passwordFile:"'),
    })
    const wrong = await open({address, port: plug.port, passwordEnv: 'PLUG'}, {env: {PLUG: 'no'}})
    await expect(wrong.read(signal)).rejects.toMatchObject({
      message: expect.stringContaining('refused the user and password'),
      hint: 'correct the password in $PLUG, or "user:" of a in the inventory',
    })
    expect(plug.relays).toEqual([true])
  })

  it('that cannot be read is an error with its source', async () => {
    await expect(open({address, passwordEnv: 'NOPE'}, {env: {}})).rejects.toMatchObject({
      code: 'POWER_PLUG_NO_PASSWORD',
      exit: 64,
      message: `The password of the plug ${address}:80 of a cannot be read from $NOPE: the variable is not set.`,
    })
    await expect(open({address, passwordFile: '/nonexistent/p'})).rejects.toThrow('from /nonexistent/p: the file does not exist')
  })

  it('is in no error, whatever the device answers', async () => {
    const answers = [
      (url: string) => ({code: 404, text: `File Not Found\nURI: ${url}`, location: undefined}),
      (url: string) => ({code: 302, text: '', location: url}),
      (url: string) => ({code: 200, text: `{"WARNING":"${url}"}`, location: undefined}),
      (url: string) => ({code: 200, text: url, location: undefined}),
      (url: string) => ({code: 200, text: JSON.stringify({StatusSTS: {POWER: url}, StatusNET: {}, StatusSNS: {}}), location: undefined}),
    ]
    for (const answer of answers) {
      const server = createServer(({url = ''}, response) => {
        const {code, text, location} = answer(url)
        response.writeHead(code, location === undefined ? {} : {location}).end(text)
      }).listen(0, address)
      onTestFinished(() => void server.close())
      await new Promise((done) => server.once('listening', done))
      const {port} = server.address() as AddressInfo
      const driver = await open({address, port, passwordEnv: 'PLUG'}, {env: {PLUG: 'secret-joker'}})
      for (const act of [driver.read(signal), driver.off(signal)]) {
        const error = await act.then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        expect(inspect(error, {depth: Number.POSITIVE_INFINITY, showHidden: true})).not.toContain('secret-joker')
        expect(error).toMatchObject({code: 'POWER_PLUG_ANSWER_BAD'})
      }
    }
  })
})
