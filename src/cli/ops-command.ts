import {Command} from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import {type ErrorJson, type ExitCode, OpsError, asOpsError, errorText, exitCodes} from '../errors/index.ts'
import type {Services} from '../seams/services.ts'
import {longestTimerMs, systemClock} from '../time/system-clock.ts'
import {givenTimeout, readSettings, toResolved} from '../settings/settings.ts'
import type {Answer} from './answer.ts'
import {type Progress, terminalProgress} from '../progress/index.ts'
import {asSentence, lastLine, parseDuration, terminalColumns} from '../text/index.ts'
import {InventoryNamer} from './name-inventory.ts'
import {Session} from './session.ts'
import {escapeJson, escapeLines} from '../untrusted/index.ts'
import {understandError} from './understand-error.ts'

/** Milliseconds in which a second signal counts as the same one: timeout(1) and a parent on the terminal send it twice. */
const echoMs = 500

/**
 * The base of every command. A command implements `act`: parse, call the library, return an Answer.
 * This class owns the rest: `--json` envelope, exit code, deadline, SIGINT and SIGTERM, and the end of every resource.
 */
export abstract class OpsCommand extends Command {
  static override enableJsonFlag = true
  static override baseFlags = {
    inventory: Flags.string({
      description: "inventory file (default: OPS_INVENTORY, ./ops.yaml, then the user's and the system's)",
      helpGroup: 'GLOBAL',
      helpValue: 'FILE',
    }),
    timeout: Flags.string({
      description: 'end the command, also a server, after this time, e.g. 90s, 10m (exit 124)',
      helpGroup: 'GLOBAL',
      helpValue: 'TIME',
    }),
  }

  /** True for servers: SIGINT and SIGTERM are then the normal end (exit 0), after the drain. A time limit ends them with 124. */
  protected static readonly daemon: boolean = false

  /** True for commands whose result names the plugins that could not be loaded. */
  protected static readonly reportsPlugins: boolean = false

  readonly #stop = new AbortController()
  #session: Session | undefined
  #endedAt: number | undefined
  #inventoryNamer: InventoryNamer | undefined

  /** Does the work. The signal aborts at the deadline and at SIGINT or SIGTERM; unwind and throw its reason. */
  protected abstract act(signal: AbortSignal): Promise<Answer>

  /** What the command may open: registry, inventory, transports, journal. Closed when the command ends. */
  protected get session(): Session {
    if (this.#session === undefined) throw new Error('The session is open only while act runs.')
    return this.#session
  }

  /** All of the session at once, as use cases take it. */
  protected services(options?: {readsOnly?: boolean}): Promise<Services> {
    return this.session.services(options)
  }

  /** Progress for people; on stderr, so that stdout holds only the result. */
  protected get progress(): Progress {
    this.#progress ??= terminalProgress(process.stderr, systemClock)
    return this.#progress
  }
  #progress: Progress | undefined

  /** The command as it was typed, without `ops`, for the journal: `['power', 'off', 'node1']`. */
  protected get typed(): string[] {
    return [...(this.id ?? '').split(':'), ...this.argv]
  }

  /** Width of the terminal that shows the result; infinite where it is no terminal, so that files and pipes get whole lines. */
  protected get columns(): number {
    return terminalColumns(process.stdout, process.env)
  }

  async run(): Promise<unknown> {
    const isDaemon = (this.constructor as typeof OpsCommand).daemon
    const onSignal = (name: NodeJS.Signals) => {
      const now = systemClock.monotonic()
      if (now - (this.#endedAt ?? Number.NEGATIVE_INFINITY) < echoMs) return
      if (this.#endedAt !== undefined) process.exit(name === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated)
      this.#endedAt = now
      if (!isDaemon) this.progress.say(`${name}: ops stops safely; a second ${name} ends it at once.`)
      const exit = name === 'SIGINT' ? 'interrupted' : 'terminated'
      this.#stop.abort(new OpsError('INTERRUPTED', `Stopped by ${name}.`, exit, this.#whatWasDone()))
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
    try {
      const {flags} = await this.parse(this.constructor as typeof OpsCommand)
      this.#inventoryNamer = InventoryNamer.of(flags.inventory, this.config.commandIDs)
      const input = {flags, env: process.env, cwd: process.cwd(), signal: this.#stop.signal}
      // Before the inventory, which may be a pipe that nobody writes to; a timeout that the inventory sets begins after it.
      const given = givenTimeout(input)
      const timeIsOver = (limit: string) => this.#timeIsOver(limit, isDaemon)
      if (given !== undefined) withDeadline(this.#stop, given, timeIsOver)
      const read = await readSettings(input)
      const settings = toResolved(read.settings, process.cwd())
      await using session = new Session({config: this.config, settings, progress: this.progress, read, plugin: this.ctor.plugin?.name})
      this.#session = session
      const signal = given === undefined ? withDeadline(this.#stop, settings.timeout, timeIsOver) : this.#stop.signal
      try {
        return await this.#answer(signal, isDaemon)
      } finally {
        const unused = session.unusedSettings
        if (unused !== undefined) this.logToStderr(unused)
        if (!(this.constructor as typeof OpsCommand).reportsPlugins) for (const line of session.missingPlugins) this.logToStderr(line)
      }
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
      if (isDaemon && signal.aborted && !isDeadline(signal)) return {ok: true, result: {}}
      // A library may throw anything while it unwinds; the reason of the abort is what the user has to see.
      throw signal.aborted ? signal.reason : error
    }
    // A signal or the deadline ended the command early, but there are results: keep them, and exit with its code. When the work was complete, the signal is not mentioned.
    const whole = answer.exit === undefined || answer.exit === exitCodes.done || answer.exit === exitCodes.changes
    const isCut = isDaemon ? isDeadline(signal) : signal.aborted && !whole
    const cut = isCut ? asOpsError(signal.reason) : undefined
    const exit = cut?.exit ?? answer.exit ?? exitCodes.done
    process.exitCode = exit
    if (!this.jsonEnabled() && answer.text !== undefined && answer.text !== '') this.log(answer.text)
    if (!this.jsonEnabled() && cut !== undefined) this.logToStderr(errorText(cut))
    return envelope({...answer, exit}, cut)
  }

  /** The hint of a command that was ended early: where its acts are recorded. */
  #whatWasDone(): {hint?: string} {
    const run = this.#session?.recordedRun
    return run === undefined ? {} : {hint: `ops runs show ${run}`}
  }

  #timeIsOver(limit: string, isDaemon: boolean): OpsError {
    if (isDaemon)
      return new OpsError('DEADLINE', `The server was ended by its time limit of ${limit}.`, 'deadline', {hint: 'ops config --explain'})
    return new OpsError('DEADLINE', `The command did not finish within ${limit}.`, 'deadline', this.#whatWasDone())
  }

  #understood(thrown: unknown): OpsError {
    return understandError(thrown, {command: `ops ${(this.id ?? '').replaceAll(':', ' ')}`.trim(), program: this.config.userAgent})
  }

  /** What goes to the terminal in the end: whatever a renderer forgot to escape is not executed. */
  override log(text = ''): void {
    super.log(escapeLines(this.#inventoryNamer?.text(text) ?? text))
  }

  override logToStderr(text = ''): void {
    super.logToStderr(escapeLines(this.#inventoryNamer?.text(text) ?? text))
  }

  /**
   * oclif's own takes the text apart for colours that ops does not use: seconds for ten thousand hosts. What a server prints is
   * read line by line.
   */
  override logJson(json: unknown): void {
    const indent = (this.constructor as typeof OpsCommand).daemon ? undefined : 2
    writeLines(escapeJson(this.#inventoryNamer?.json(json, indent) ?? JSON.stringify(json, undefined, indent)))
  }

  protected override toSuccessJson(result: unknown): unknown {
    return result
  }

  protected override toErrorJson(error: OpsError): {ok: false; error: ErrorJson} {
    return {ok: false, error: error.toJSON()}
  }

  protected override async catch(thrown: Error & {exitCode?: number}): Promise<unknown> {
    // oclif's own ExitError(0) ends --help and --version.
    if ('oclif' in thrown && (thrown as {oclif?: {exit?: number}}).oclif?.exit === 0) throw thrown
    const error = this.#understood(thrown)
    process.exitCode = error.exit
    if (this.jsonEnabled()) this.logJson(this.toErrorJson(error))
    else this.logToStderr(errorText(error))
    return undefined
  }
}

/** `{ok, result}`; a failure with results keeps them and adds the error of the exit code. */
function envelope(answer: Answer, cut: OpsError | undefined): Record<string, unknown> {
  const exit: ExitCode = answer.exit ?? exitCodes.done
  if (exit === exitCodes.done || exit === exitCodes.changes) return {ok: true, result: answer.result}
  if (cut !== undefined) return {ok: false, result: answer.result, error: cut.toJSON()}
  if (answer.error !== undefined) return {ok: false, result: answer.result, error: {...answer.error.toJSON(), exit}}
  const hosts = (answer.result as {hosts?: {host: string; error?: ErrorJson}[]}).hosts ?? []
  if (hosts.length === 0) return {ok: false, result: answer.result, error: {code: 'FAILED', message: whatFailed(answer), exit}}
  const failed = hosts.filter((host) => host.error !== undefined)
  const [first] = failed
  const error: ErrorJson =
    failed.length === 1 && first?.error !== undefined
      ? {...first.error, exit}
      : {code: 'HOSTS_FAILED', message: `${failed.length} of ${hosts.length} hosts failed.`, exit}
  return {ok: false, result: answer.result, error}
}

/** Prints a text of any length in parts that end with a line: each takes the same memory again, where the whole would take new. */
function writeLines(text: string): void {
  const partLength = 65_536
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from + partLength) + 1 || text.length
    process.stdout.write(end === text.length ? `${text.slice(from)}\n` : text.slice(from, end))
    from = end
  }
}

/** For a command that gives no error of its own: commands print what it came to last. */
function whatFailed({text = '', exit}: Answer): string {
  return text === '' ? `The command ended with exit code ${exit}.` : asSentence(lastLine(text))
}

const isDeadline = (signal: AbortSignal) => signal.aborted && asOpsError(signal.reason).exit === exitCodes.deadline

/** The controller's signal, which also aborts with DEADLINE (exit 124) when `timeout` has passed. */
function withDeadline(stop: AbortController, timeout: string | undefined, timeIsOver: (limit: string) => OpsError): AbortSignal {
  if (timeout === undefined) return stop.signal
  const ms = Math.min(parseDuration(timeout), longestTimerMs)
  const timer = setTimeout(() => stop.abort(timeIsOver(timeout)), ms)
  timer.unref()
  return stop.signal
}
