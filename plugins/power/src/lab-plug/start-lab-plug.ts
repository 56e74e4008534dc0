import {once} from 'node:events'
import type {AddressInfo, Server} from 'node:net'
import {type Fault, type FaultSource, takeFault} from './faults.ts'
import {type SwitchRelay, answerRequest} from './answer-request.ts'
import {findModel} from './modules/plug-state.ts'
import type {PlugState} from './modules/plug-state.ts'
import {type Klap, klapServer, plugServer} from './tcp.ts'
import {klapUdp, plugUdp, type UdpSide} from './udp.ts'

export interface LabPlugOptions {
  model: string
  address: string
  /** 0 picks one, the same for TCP and UDP. */
  port: number
  alias?: string
  deviceId?: string
  mac?: string
  outlets?: {alias: string; on: boolean; watts?: number}[]
  /** Newer firmware: port 9999 is closed (`true`), or accepts and closes or leaves each connection. */
  klap?: Klap
  /** Does what the relay simulates; false or a throw leaves the relay as it was. */
  onRelay?(outlet: number, on: boolean): Promise<boolean>
  /** Watts of an outlet whose relay is closed, at this moment; the `watts` of the outlet when left out. */
  draw?(outlet: number): Promise<number>
  /** Read before each TCP exchange; the plug's own list (`inject`) goes first. */
  faults?: FaultSource
}

export interface LabPlug extends AsyncDisposable {
  address: string
  port: number
  state: PlugState
  /** Adds faults behind those that are pending. */
  inject(...faults: Fault[]): void
  /** Every request that came by TCP, decrypted. */
  questions: string[]
}

/** A strict plug on TCP and UDP of one address. */
export async function startLabPlug(options: LabPlugOptions): Promise<LabPlug> {
  const {address, klap = false, faults, onRelay, draw} = options
  const state = freshState(options)
  const waiting: Fault[] = []
  const questions: string[] = []
  const move: SwitchRelay = async (outlet, on) => {
    try {
      return (await onRelay?.(outlet, on)) ?? true
    } catch {
      return false
    }
  }
  await using stack = new AsyncDisposableStack()
  if (klap) stack.use(await klapUdp(state, address))
  const answerer = async (question: string) => {
    questions.push(question)
    if (draw !== undefined && question.includes('"emeter"'))
      for (const [at, outlet] of state.outlets.entries()) outlet.watts = await draw(at)
    const switches = question.includes('"set_relay_state"')
    const fault = takeFault(waiting, switches) ?? (await faults?.next(switches))
    return answerRequest(state, question, fault, move, Date.now)
  }
  const server = klap === false || klap === true ? plugServer(answerer) : klapServer(klap)
  let {port} = options
  if (klap !== true) {
    if (klap === false) stack.use(await listenOnBoth(server, options, (port) => plugUdp(state, {address, port}, move)))
    else await once(server.listen(port, address), 'listening')
    port = (server.address() as AddressInfo).port
    const open = new Set<{destroy(): void}>()
    server.on('connection', (socket) => {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
    })
    stack.defer(async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    })
  }
  const owned = stack.move()
  return {
    address,
    port,
    state,
    inject: (...more) => void waiting.push(...more),
    questions,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Drawn by a machine that runs. */
export const loadWatts = 40
const noRules = () => ({list: [], enable: 1, made: 0})

function freshState({
  model,
  alias = 'plug',
  deviceId = '8006'.padEnd(40, '0'),
  mac = '50:C7:BF:00:00:01',
  outlets,
}: LabPlugOptions): PlugState {
  return {
    model: findModel(model),
    alias,
    deviceId,
    mac,
    clock: {zone: 38, aheadMs: 0},
    rules: {schedule: noRules(), count_down: noRules(), anti_theft: noRules()},
    outlets: (outlets ?? [{alias, on: false}]).map(({alias: name, on, watts = loadWatts}) => ({
      alias: name,
      closed: on,
      reported: on,
      watts,
      closedAt: Date.now(),
    })),
  }
}

/** Tries to find a number that is free for UDP and TCP alike. */
const portTries = 20

/** UDP and TCP on one port; a free UDP port may be taken for TCP, then another one is tried. */
async function listenOnBoth(
  server: Server,
  {address, port}: LabPlugOptions,
  openUdp: (port: number) => Promise<UdpSide>,
): Promise<UdpSide> {
  for (let left = port === 0 ? portTries : 1; ; left -= 1) {
    const udp = await openUdp(port)
    try {
      server.listen(udp.port, address)
      await once(server, 'listening')
      return udp
    } catch (error) {
      await udp[Symbol.asyncDispose]()
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || left <= 1) throw error
    }
  }
}
