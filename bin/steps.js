// The steps of `npm run demo` and `npm run verify`: each with its number, title and time. Runs on Node 18, before any package is installed.
import {spawn} from 'node:child_process'
import {fileURLToPath} from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const heartbeatMs = 20_000
/** Lines of a failed step's output. */
const shownLines = 60
const signals = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129}

/** The end of a command that did not reach its end; `exit` is its exit code. */
export class StepFailed extends Error {
  constructor(message, exit) {
    super(message)
    this.exit = exit
  }
}

/**
 * Installs what package-lock.json names, and builds. Without warnings: what asks for a newer Node runs with the one that ops brings. What
 * npm has is not asked for again: the lock file says what it has to be.
 */
export const installPackages = (steps) =>
  steps.run('Install the packages and build (npm ci)', ['npm', 'ci', '--loglevel=error', '--prefer-offline'])

export class Steps {
  #name
  #began = Date.now()
  #count = 0
  #child
  #signal

  /** Says at once what the command will do, and how long it takes. */
  constructor(name, about, time) {
    this.#name = name
    console.log(`${[`${name}:`, ...about.map((line) => `  - ${line}`), time].join('\n')}\n`)
    for (const signal of Object.keys(signals)) {
      process.on(signal, () => {
        this.#signal ??= signal
        // A terminal has signalled the child as well.
        if (!process.stdin.isTTY) this.#child?.kill(signal)
      })
    }
  }

  /** Runs one step. Its output is shown when it fails, and with `show: true` as it comes. */
  async run(title, argv, {env = {}, show = false} = {}) {
    this.#endIfSignalled()
    const label = `[${++this.#count}] ${title}`
    const began = Date.now()
    // One line that is drawn again and again on a terminal; with `show` the command has the terminal for itself.
    const inPlace = process.stdout.isTTY && !show
    if (inPlace) process.stdout.write(label)
    else console.log(label)
    const say = () => (inPlace ? process.stdout.write(`\r${label}: ${seconds(began)}`) : console.log(`${label}: ${seconds(began)} so far`))
    const beat = show ? undefined : setInterval(say, inPlace ? 1000 : heartbeatMs)
    const {code, output} = await this.#spawn(argv, env, show).finally(() => clearInterval(beat))
    if (inPlace) process.stdout.write('\r')
    this.#endIfSignalled()
    if (code !== 0) {
      if (!show) console.log(output.trimEnd().split('\n').slice(-shownLines).join('\n'))
      throw new StepFailed(`"${title}" ended with exit code ${code}.`, code)
    }
    if (!show) console.log(`${label}: done in ${seconds(began)}`)
  }

  /** Runs a command that is no step of its own: its exit code and output. */
  exec(argv, {show = false} = {}) {
    return this.#spawn(argv, {}, show)
  }

  /** Time since the start, for people. */
  get elapsed() {
    return seconds(this.#began)
  }

  /** Runs all; `undo` is called when that fails, and the exit code of the process is the failure's. */
  async finish(action, undo = async () => {}) {
    try {
      await action()
    } catch (error) {
      await undo()
      console.error(error.message)
      console.error(`${this.#name} failed after ${this.elapsed}.`)
      process.exitCode = error.exit ?? 1
    }
  }

  #endIfSignalled() {
    if (this.#signal !== undefined) throw new StepFailed(`Stopped by ${this.#signal}.`, signals[this.#signal])
  }

  #spawn([program, ...args], env, show) {
    return new Promise((resolve) => {
      const child = spawn(program, args, {cwd: root, env: {...process.env, ...env}, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe']})
      this.#child = child
      let [output, stdout] = ['', '']
      child.stdout?.on('data', (chunk) => {
        output += chunk
        stdout += chunk
      })
      child.stderr?.on('data', (chunk) => (output += chunk))
      child.on('error', ({message}) => resolve({code: 127, output: message, stdout}))
      child.on('close', (code) => resolve({code: code ?? 1, output, stdout}))
    })
  }
}

const seconds = (since) => `${Math.round((Date.now() - since) / 1000)} s`
