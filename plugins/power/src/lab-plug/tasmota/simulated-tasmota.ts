import {once} from 'node:events'
import {createServer, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {setImmediate as turn} from 'node:timers/promises'

/**
 * What goes wrong with the next command that switches. `cut`: carried out, then the connection closes. `hang`: carried out,
 * never answered. `cut-before`: closes, does nothing. `half`: carried out, half of the answer. `silent-log`: carried out,
 * answered with `{}`. `warning`: carried out, answered as with WebLog 0.
 */
export type TasmotaFault = 'cut' | 'hang' | 'cut-before' | 'half' | 'silent-log' | 'warning'

export interface SimulatedTasmota {
  address: string
  /** One entry for each relay; true is on. */
  relays: boolean[]
  mac?: string
  topic?: string
  /** Watts of a relay that is on; 40 when left out. */
  draw?: (relay: number) => number
  /** Watts of all relays that are on: of every relay, or one sum. */
  meter?: 'per-relay' | 'sum'
  password?: string
  /** Until 8.2: a wrong password is answered with HTTP 200, and a status of several relays is a number. */
  isOld?: boolean
  /** `user`: WebServer 1 shows its page for every path. `closed`: SetOption128 0. `setup`: its own access point. */
  web?: 'user' | 'closed' | 'setup'
  /** Status parts that the log has already lost when `Status 0` is answered. */
  lost?: string[]
  /** Words for off and on. */
  stateText?: [string, string]
  /** Does what a relay simulates. */
  onRelay?: (relay: number, on: boolean) => Promise<unknown>
}

/** A device with Tasmota: one client at a time, chunked answers in pieces, 200 to nearly everything. */
export async function startTasmota({address, relays, mac = '2C:F4:32:00:00:01', topic = 'plug1', ...options}: SimulatedTasmota) {
  const {meter, password, isOld = false, web, lost = [], stateText = ['OFF', 'ON'], onRelay, draw = () => 40} = options
  const faults: {kind: TasmotaFault; done: () => void}[] = []
  const locked = new Set<number>()
  const commands: string[] = []
  const key = (relay: number) => (relays.length === 1 ? 'POWER' : `POWER${relay}`)
  const word = (isOn: boolean | undefined) => stateText[isOn ? 1 : 0]

  const status = (number: string): Record<string, unknown> => {
    const bits = [...relays].reverse().map(Number).join('')
    const watts = relays.map((isOn, at) => Number(isOn) * draw(at + 1))
    const sum = watts.reduce((all, one) => all + one, 0)
    const parts = {
      Status: {
        Module: 0,
        DeviceName: 'Tasmota',
        FriendlyName: relays.map((_, at) => `Tasmota${at + 1}`),
        Topic: topic,
        Power: isOld ? Number.parseInt(bits, 2) : bits,
      },
      StatusFWR: {Version: isOld ? '8.1.0(tasmota)' : '14.4.1(release-tasmota)', Hardware: 'ESP8266EX'},
      StatusNET: {Hostname: `${topic}-0001`, IPAddress: address, Mac: mac, Webserver: 2},
      StatusSNS: {
        Time: '2026-11-28T19:30:57',
        ...(meter === undefined
          ? {}
          : {
              ENERGY: {
                TotalStartTime: '2026-01-01T00:00:00',
                Total: 3.185,
                Power: meter === 'sum' || relays.length === 1 ? sum : watts,
                Voltage: 231,
                Current: 0.173,
              },
            }),
      },
      StatusSTS: {
        UptimeSec: 4260,
        ...Object.fromEntries(relays.map((isOn, at) => [key(at + 1), word(isOn)])),
        Wifi: {RSSI: 92, Signal: -54},
      },
    }
    const alone = {'': ['Status'], 2: ['StatusFWR'], 5: ['StatusNET'], 8: ['StatusSNS'], 10: ['StatusSNS'], 11: ['StatusSTS']}[number]
    const kept = Object.entries(parts).filter(([name]) => (number === '0' ? !lost.includes(name) : alone?.includes(name)))
    return kept.length === 0 ? {Command: 'Error'} : Object.fromEntries(kept)
  }

  const power = async (relay: number, to: string): Promise<Record<string, unknown>> => {
    if (relay < 1 || relay > relays.length) return {Command: 'Error'}
    if (to !== '' && !locked.has(relay)) {
      relays[relay - 1] = to === 'ON'
      await onRelay?.(relay, to === 'ON')
    }
    // Telemetry that is due in this moment is written into the same log, hence into the answer.
    return {[key(relay)]: word(relays[relay - 1]), Time: '2026-11-28T19:30:57', Uptime: '0T01:11:00'}
  }

  const run = async (command: string): Promise<Record<string, unknown>> => {
    const [, name = '', index, value = ''] = /^([a-z]+)(\d*)\s*(.*)$/i.exec(command.trim()) ?? []
    if (/^status$/i.test(name)) return status(value)
    if (/^power$/i.test(name)) return power(Number(index === '' ? 1 : index), value.toUpperCase())
    return {Command: 'Unknown'}
  }

  const answer = async (url: URL, response: ServerResponse): Promise<void> => {
    const query = url.searchParams
    if (web === 'closed') return void response.destroy()
    if (web === 'setup') return void response.writeHead(302, {location: 'http://192.168.4.1/'}).end()
    if (web === 'user') return send(response, 200, 'text/html', '<!DOCTYPE html><html><head><title>Tasmota</title></head></html>')
    // The page of Tasmota repeats every argument, the password included.
    if (url.pathname !== '/cm') return send(response, 404, 'text/plain', `File Not Found\n\n ${[...query].join('\n ')}`)
    if (password !== undefined && (query.get('user') !== 'admin' || query.get('password') !== password))
      return sendJson(response, isOld ? 200 : 401, {WARNING: 'Need user=<username>&password=<password>'})
    const command = query.get('cmnd') ?? ''
    commands.push(command)
    const {kind: fault, done} = (/ (ON|OFF)$/i.test(command) ? faults.shift() : undefined) ?? {}
    if (fault === 'cut-before') return void response.destroy()
    const result = await run(command)
    done?.()
    if (fault === 'cut') return void response.destroy()
    if (fault === 'hang') return
    if (fault === 'silent-log') return sendJson(response, 200, {})
    if (fault === 'warning') return sendJson(response, 200, {WARNING: 'Enable weblog 2 if response expected'})
    if (fault === 'half') {
      response.writeHead(200, {'content-type': 'application/json'}).write('{"POW')
      await turn()
      return void response.destroy()
    }
    return sendJson(response, 200, result)
  }

  // The web server takes the next client when the one before is gone.
  let before: Promise<unknown> = Promise.resolve()
  const server = createServer((request, response) => {
    before = before.then(async () => {
      if (response.closed) return
      await answer(new URL(request.url ?? '/', 'http://plug'), response)
      if (!response.closed) await once(response, 'close')
    })
  }).listen(0, address)
  await once(server, 'listening')
  return {
    address,
    port: (server.address() as AddressInfo).port,
    relays,
    /** Resolves when the device has switched; never for `cut-before`. */
    failNextSwitch: (kind: TasmotaFault) => new Promise<void>((done) => void faults.push({kind, done})),
    locked,
    /** Every command that was carried out or refused, without those of the wrong password. */
    commands,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function sendJson(response: ServerResponse, code: number, value: unknown): Promise<void> {
  return send(response, code, 'application/json', JSON.stringify(value))
}

/** Chunked, in pieces, and without keep-alive, as the firmware does. */
async function send(response: ServerResponse, code: number, type: string, text: string): Promise<void> {
  response.writeHead(code, {'content-type': type, server: 'Tasmota/14.4.1 (ESP8266EX)', connection: 'close'})
  for (let at = 0; at < text.length; at += 500) {
    response.write(text.slice(at, at + 500))
    await turn()
  }
  response.end()
}
