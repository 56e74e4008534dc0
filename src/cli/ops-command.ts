import {Command, Flags} from '@oclif/core'
import {type ErrorJson, type ExitCode, OpsError, asOpsError, exitCodes} from '../errors/index.ts'
import type {Services} from '../seams/services.ts'
import {systemClock} from '../time/system-clock.ts'
import type {Answer} from './answer.ts'
import {usageError} from './usage-error.ts'
import type {Progress} from './progress.ts'
import {withDeadline} from './deadline.ts'
import {terminalProgress} from './terminal-progress.ts'

/**
 * The base of every command. A command implements `act`: parse, call the library, return an Answer.
 * This class owns the rest: `--json` envelope, exit code, deadline, SIGINT and SIGTERM, and the end of every resource.
 */
export abstract class OpsCommand extends Command {
  static override enableJsonFlag = true
  static override baseFlags = {
    inventory: Flags.string({
      description: 'inventory file (default: OPS_INVENTORY, ./ops.yaml, then the user\'s and the system\'s)',
      helpGroup: 'GLOBAL',
      helpValue: 'FILE',
    }),
    timeout: Flags.string({
      description: 'end the whole command after this time, e.g. 90s, 10m (exit 124)',
      helpGroup: 'GLOBAL',
      helpValue: 'TIME',
    }),
  }

  /** True for servers: SIGINT and SIGTERM are then the normal end (exit 0), after the drain. */
  protected static readonly daemon: boolean = false

  readonly #stop = new AbortController()
  readonly #resources = new AsyncDisposableStack()
  #services: Promise<Services> | undefined
  #ended: NodeJS.Signals | undefined

  /** Does the work. The signal aborts at the deadline and at SIGINT or SIGTERM; unwind and throw its reason. */
  protected abstract act(signal: AbortSignal): Promise<Answer>

  /** Inventory, transports, journal, registry: opened at the first call, closed when the command ends. */
  protected services(): Promise<Services> {
    this.#services ??= this.#openServices()
    return this.#services
  }

  /** Where a person is told what goes on; stderr, silent never: `--json` keeps stdout clean, not stderr. */
  protected get progress(): Progress {
    this.#progress ??= terminalProgress(process.stderr, systemClock)
    return this.#progress
  }
  #progress: Progress | undefined

  /** Closed when the command ends, in reverse order. */
  protected use<T extends AsyncDisposable>(resource: T): T {
    return this.#resources.use(resource)
  }

  async run(): Promise<unknown> {
    const isDaemon = (this.constructor as typeof OpsCommand).daemon
    const onSignal = (name: NodeJS.Signals) => {
      if (this.#ended !== undefined) process.exit(name === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated)
      this.#ended = name
      if (!isDaemon) this.progress.say(`${name}: stopping safely; once more ends at once.`)
      this.#stop.abort(new OpsError('INTERRUPTED', `Stopped by ${name}.`, name === 'SIGINT' ? 'interrupted' : 'terminated'))
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
    try {
      await using _ = this.#resources
      const {flags} = await this.parse(this.constructor as typeof OpsCommand)
      const signal = withDeadline(this.#stop, flags.timeout)
      return await this.#answer(signal, isDaemon)
    } finally {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    }
  }

  async #answer(signal: AbortSignal, isDaemon: boolean): Promise<unknown> {
    let answer: Answer
    try {
      answer = await this.act(signal)
    } catch (error) {
      if (isDaemon && this.#ended !== undefined) return {ok: true, result: {}}
      // Whatever a library threw while it unwound, the reason why it had to is the answer.
      throw signal.aborted ? signal.reason : error
    }
    process.exitCode = answer.exit ?? exitCodes.done
    if (!this.jsonEnabled() && answer.text !== undefined && answer.text !== '') this.log(answer.text)
    return envelope(answer)
  }

  async #openServices(): Promise<Services> {
    const {flags} = await this.parse(this.constructor as typeof OpsCommand)
    const {openServices} = await import('./open-services.ts')
    return openServices({config: this.config, inventory: flags.inventory, progress: this.progress, resources: this.#resources})
  }

  protected override toSuccessJson(result: unknown): unknown {
    return result
  }

  protected override toErrorJson(error: unknown): {ok: false; error: ErrorJson} {
    return {ok: false, error: toOpsError(error).toJSON()}
  }

  protected override async catch(thrown: Error & {exitCode?: number}): Promise<unknown> {
    // oclif's own ExitError(0) ends --help and --version.
    if ('oclif' in thrown && (thrown as {oclif?: {exit?: number}}).oclif?.exit === 0) throw thrown
    const error = toOpsError(thrown)
    process.exitCode = error.exit
    if (this.jsonEnabled()) this.logJson(this.toErrorJson(error))
    else this.logToStderr(sentence(error, thrown))
    return undefined
  }
}

function toOpsError(thrown: unknown): OpsError {
  return usageError(thrown) ?? asOpsError(thrown)
}

/** `{ok, result}`; a failure with results keeps them and adds the error that the exit code stands for. */
function envelope(answer: Answer): Record<string, unknown> {
  const exit: ExitCode = answer.exit ?? exitCodes.done
  if (exit === exitCodes.done || exit === exitCodes.changes) return {ok: true, result: answer.result}
  const hosts = (answer.result as {hosts?: {host: string; error?: ErrorJson}[]}).hosts ?? []
  const failed = hosts.filter((host) => host.error !== undefined)
  const [first] = failed
  const error: ErrorJson =
    failed.length === 1 && first?.error !== undefined
      ? {...first.error, exit}
      : {code: 'HOSTS_FAILED', message: `${failed.length} of ${hosts.length} hosts failed.`, exit}
  return {ok: false, result: answer.result, error}
}

function sentence(error: OpsError, thrown: unknown): string {
  const lines = [error.message]
  if (error.hint !== undefined) lines.push(`Next: ${error.hint}`)
  if (error.code === 'INTERNAL' && process.env['OPS_DEBUG'] && thrown instanceof Error) lines.push(thrown.stack ?? '')
  return lines.join('\n')
}
