import {once} from 'node:events'
import {type AddressInfo, type Server, type Socket, createServer} from 'node:net'
import type {ExecResult, Transport} from '@ops/core/transport'

/** The survey of a plain host: init, sshd and the survey itself. */
export const plainSurvey = [
  'survey\t3\t0',
  'socket\ttcp\t   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1001 1 0 100 0 0 10 0',
  'process\t1\t0\t0\t0\tinit\t0::/\t/sbin/init',
  'process\t20\t1\t0\t0\tsshd\t0::/\tsshd: /usr/sbin/sshd -D [listener]',
  'owner\t1001\t20',
  'process\t30\t20\t0\t0\tsshd-session\t0::/\tsshd-session: root@notty',
  'process\t31\t30\t0\t0\tperl\t0::/\tperl -e …',
  'self\t31\t30\t20\t1',
  'user\t0\troot',
  'end',
].join('\n')

/** Drawn by a machine that has shut down and has power. */
export const standbyWatts = 3

export interface FakeHost {
  port: number
  /** Commands that it received, joined by blanks. */
  commands: string[]
  /** Lines more for the survey, before its end. */
  extra: string[]
  /** Its reaction to the shutdown command: `obey` falls silent, `unreachable` never received it, `break` closes the connection. */
  onShutdown: 'obey' | 'ignore' | 'fail' | 'unreachable' | 'break'
  /** What it says in /proc/uptime. */
  uptimeS: number
  isUp(): boolean
  /** As its plug: power makes it answer, no power makes it silent. */
  power(on: boolean): Promise<boolean>
  transport(name: string): Transport
}

/** A machine that answers on a TCP port while it has power, and runs what the tests need. */
export async function fakeHost(address: string, isUp = true): Promise<FakeHost> {
  let server: Server | undefined
  const sockets = new Set<Socket>()
  const host: FakeHost = {
    port: 0,
    commands: [],
    extra: [],
    onShutdown: 'obey',
    uptimeS: 1000,
    isUp: () => server !== undefined,
    async power(on) {
      if (on && server === undefined) {
        server = createServer((socket) => {
          sockets.add(socket)
          socket.on('error', () => {}).on('close', () => sockets.delete(socket))
        })
        server.listen(host.port, address)
        await once(server, 'listening')
        host.port = (server.address() as AddressInfo).port
      } else if (!on && server !== undefined) {
        const closing = server
        server = undefined
        for (const socket of sockets) socket.destroy()
        closing.close()
        await once(closing, 'close')
      }
      return true
    },
    transport: (name) => ({host: name, kind: 'ssh', exec: (argv) => exec(host, argv), async [Symbol.asyncDispose]() {}}),
  }
  await host.power(true)
  if (!isUp) await host.power(false)
  return host
}

async function exec(host: FakeHost, argv: readonly string[]): Promise<ExecResult> {
  const {OpsError} = await import('@ops/core/errors')
  if (!host.isUp()) throw new OpsError('TRANSPORT_UNREACHABLE', 'it is unreachable.', 'unreachable')
  host.commands.push(argv[0] === 'perl' ? 'survey' : argv.join(' '))
  const answer = (code: number, stdout = '', stderr = ''): ExecResult => ({code, signal: null, stdout, stderr})
  if (argv[0] === 'perl') return answer(0, plainSurvey.replace(/\nend$/, `\n${[...host.extra, 'end'].join('\n')}`))
  if (argv[1] === '/proc/uptime') return answer(0, `${host.uptimeS}.00 1.00\n`)
  if (argv[0] !== 'systemctl' || argv[1] === 'is-system-running') return answer(0)
  if (host.onShutdown === 'fail') return answer(1, '', 'Failed to talk to init daemon.')
  if (host.onShutdown !== 'ignore') await host.power(false)
  if (host.onShutdown === 'unreachable') throw new OpsError('TRANSPORT_UNREACHABLE', 'it is unreachable.', 'unreachable')
  if (host.onShutdown === 'break') throw new OpsError('TRANSPORT_LOST', 'The link was lost.', 'unreachable')
  return answer(0)
}
