import {withoutStop} from '../text/index.ts'
import {createHash} from 'node:crypto'
import {join} from 'node:path'
import {makeFolder} from '../files/index.ts'
import type {SshOptions} from '../inventory/inventory.ts'
import {transportErrors} from './errors.ts'
import {claimMaster, closeLeftMasters, disownMaster} from './left-masters.ts'
import {runChild} from './run-child.ts'
import {shellQuote} from './shell-quote.ts'
import {sshFlags, sshPath, userFlags} from './ssh-flags.ts'
import type {Transport} from './transport.ts'

export interface SshTarget {
  host: string
  address: string
  ssh: SshOptions
  /** Folder for the ControlMaster's sockets; mode 0700. */
  runDir: string
}

/** unix(7): sun_path with its last NUL. ssh makes its socket under a longer name first. */
const [mostSocketBytes, sshSuffixBytes] = [107, 17]

/** ssh's own exit code for "could not connect"; a remote command may use it too, so its output decides. */
const sshFailed = 255

/** Runs commands through the system's ssh client; one connection (ControlMaster) serves all commands to a host. */
export function sshTransport({host, address, ssh, runDir}: SshTarget): Transport {
  // A short digest of everything that makes a connection differ.
  const id = createHash('sha256')
    .update(JSON.stringify([address, ssh, process.pid]))
    .digest('hex')
    .slice(0, 16)
  const socket = join(runDir, id)
  // In a folder whose name leaves no room for it, each command has a connection of its own.
  const fits = Buffer.byteLength(socket) + sshSuffixBytes <= mostSocketBytes
  const base = ['ssh', ...sshFlags(ssh), '-o', `ControlPath=${fits ? sshPath(socket) : 'none'}`]
  let opened: Promise<void> | undefined
  const open = async () => {
    await makeFolder(runDir, {mode: 0o700})
    await closeLeftMasters(runDir)
    if (fits) await claimMaster(socket)
  }
  return {
    host,
    kind: 'ssh',
    async exec(argv, options) {
      opened ??= open()
      await opened
      const command = [...base, '-o', 'ControlMaster=auto', '-o', 'ControlPersist=60', '--', address, shellQuote(argv)]
      const result = await runChild({host, program: argv[0] ?? '', argv: command}, options)
      const trouble = result.code === sshFailed ? connectionTrouble(result.stderr) : undefined
      if (trouble === undefined) return result
      const {cause, began} = trouble
      throw began
        ? transportErrors.TRANSPORT_LOST({host}, host, argv[0] ?? '', cause)
        : transportErrors.TRANSPORT_UNREACHABLE(
            {host},
            host,
            `by ssh at ${address}`,
            cause,
            shellQuote(['ssh', '-v', ...userFlags(ssh), address, 'true']),
          )
    },
    async [Symbol.asyncDispose]() {
      if (opened === undefined || !fits) return
      await runChild({host, program: 'ssh', argv: [...base, '-O', 'exit', '--', address]}, {timeoutMs: 5000}).catch(() => {})
      await disownMaster(socket)
    },
  }
}

/** Messages of ssh before there is a session: the command did not run. */
const noSession =
  /ssh: connect to host .*|ssh: Could not resolve hostname .*|.*Permission denied \(.*|Host key verification failed.*|kex_exchange_identification: .*|Connection timed out during banner exchange|.*Connection (?:closed|reset) by .* port .*|mux_client_request_session: session request failed.*/
/** Messages of ssh when a session breaks: the command may have run, and may still run. */
const lostSession =
  /.*Connection (?:closed|reset) by .*|client_loop: .*|Timeout, server .* not responding.*|mux_client_request_session: .*|Connection to .* (?:closed|timed out).*|.*Broken pipe.*/

/**
 * The line of ssh's stderr that says why there is no connection; undefined when the 255 came from the remote command. Without any
 * output a session may have been cut off, so how its command ended is unknown.
 */
export function connectionTrouble(stderr: string): {cause: string; began: boolean} | undefined {
  if (stderr.trim() === '') return {cause: 'ssh printed no reason', began: true}
  const never = noSession.exec(stderr)?.[0]
  const line = never ?? lostSession.exec(stderr)?.[0]
  if (line === undefined) return undefined
  return {
    cause: withoutStop(line).replace(/^ssh: /, ''),
    began: never === undefined,
  }
}
