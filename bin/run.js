#!/usr/bin/env node
// Starts the CLI with Node 24: an older Node re-executes with the pinned one, so that `ops` works wherever npm does.
import module from 'node:module'
import {isNewEnough, neededNode} from './node-version.js'

let isEnding = false
// What only an older Node needs is imported there: start-up time counts.
if (isNewEnough()) await main()
else await reexec()

async function reexec() {
  const [{spawn}, {existsSync}, {constants}, {fileURLToPath}] = await Promise.all([
    import('node:child_process'),
    import('node:fs'),
    import('node:os'),
    import('node:url'),
  ])
  const pinned = ['../node_modules/node/bin/node', '../../node/bin/node']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path))
  if (pinned === undefined || process.env.OPS_REEXEC) {
    console.error(`ops needs Node ${neededNode} or newer, and this is ${process.versions.node}. Next: npm install node@24`)
    process.exit(70)
  }
  // The fourth is a pipe that nothing is written to: it closes when this process is killed, and the child stops then.
  const stdio = ['inherit', 'inherit', 'inherit', 'pipe']
  const child = spawn(pinned, process.argv.slice(1), {stdio, env: {...process.env, OPS_REEXEC: '1'}})
  child.stdio[3]?.on('error', () => {})
  // The terminal signals both; a supervisor signals only this process, so it hands the signal on and outlives the child.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name))
  child.on('error', (error) => {
    console.error(`ops cannot start ${pinned}: ${error.message}`)
    process.exit(70)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}

async function main() {
  const cache = compileCache()
  if (cache !== undefined) module.enableCompileCache(cache)
  process.env.SHELL ??= shellOfUser()
  if (process.env.OPS_REEXEC) await endWithStarter()
  // What is started from here (a shell of the lab) may start ops anew.
  delete process.env.OPS_REEXEC
  // No reader must end a half-done change by going away (`2>&1 | head`), nor a full disk: go on without printing.
  let lost
  printWarningsButOclifs()
  process.stdout.on('error', (error) => (lost ??= error))
  process.stderr.on('error', () => {})
  for (const name of ['uncaughtException', 'unhandledRejection']) process.on(name, endWith)
  try {
    // Loaded first: oclif's commands add a listener that throws in the middle of what is done.
    const [{run}] = await Promise.all([import('@oclif/core/run'), import('@oclif/core/command')])
    for (const thrower of process.stdout.rawListeners('error').slice(1)) process.stdout.off('error', thrower)
    await run(withVersionCommand(process.argv.slice(2)), import.meta.url)
    // oclif gives up on a slow reader after 10 s and loses what is left: wait for the drain here instead.
    // As long as it takes, like every program that writes to a pipe: `| less` may stay open for hours.
    if (lost === undefined && process.stdout.writableNeedDrain) {
      await new Promise((done) => {
        for (const event of ['drain', 'error', 'close']) process.stdout.once(event, done)
      })
    }
    // A reader that closed has what it wanted; anything else has kept the result from whoever wanted it. The error event comes one turn of the event loop later.
    await new Promise(setImmediate)
    if (lost !== undefined && lost.code !== 'EPIPE') {
      console.error(`The result could not be printed: ${lost.message}.`)
      process.exitCode ||= 1
    }
  } catch (error) {
    await endWith(error)
  }
}

/** Stops as at SIGTERM when the process with the older Node, which started this one, is killed. */
async function endWithStarter() {
  const {Socket} = await import('node:net')
  try {
    const starter = new Socket({fd: 3})
    starter.on('error', () => {}).on('close', () => process.kill(process.pid, 'SIGTERM'))
    starter.resume().unref()
  } catch {
    // Somebody else has set the variable: there is no pipe.
  }
}

/** oclif prints six lines about a plugin that it cannot load, before every command; ops says so in one sentence. */
function printWarningsButOclifs() {
  const printers = process.listeners('warning')
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    if (!/ Plugin: ops$/.test(warning.name)) for (const print of printers) print(warning)
  })
}

/** `ops -v` and `ops --version` are `ops version`, so that flags may follow. */
function withVersionCommand([first, ...rest]) {
  if (first === undefined) return []
  return [first === '-v' || first === '--version' ? 'version' : first, ...rest]
}

/** What ops itself did not catch: a flag that another package's command does not know, or a bug. One sentence, never a raw stack. */
async function endWith(error) {
  if (isEnding) return
  isEnding = true
  // How oclif ends with an exit code; there is nothing to tell.
  if (error?.code === 'EEXIT') process.exit(error.oclif?.exit ?? 1)
  const [{understandError}, {errorText}] = await Promise.all([import('@ops/core/cli'), import('@ops/core/errors')])
  const words = process.argv.slice(2)
  const command = words[0]?.startsWith('-') === false ? `ops ${words[0]}` : 'ops'
  const told = understandError(error, {command, program: `ops ${ownVersion()} ${process.platform}-${process.arch} node-${process.version}`})
  if (words.includes('--json')) console.log(JSON.stringify({ok: false, error: told}, undefined, 2))
  else console.error(errorText(told))
  process.exit(told.exit)
}

function ownVersion() {
  return module.createRequire(import.meta.url)('../package.json').version
}

/**
 * Where Node keeps what it compiled; undefined where this user cannot have such a folder. Node's own is one folder of /tmp for all
 * users: the first of them shuts out the others, and may give them code to run.
 */
function compileCache() {
  const {existsSync, lstatSync, mkdirSync} = process.getBuiltinModule('node:fs')
  const uid = process.getuid?.()
  const folder = `${process.getBuiltinModule('node:os').tmpdir()}/ops-compiled-${uid}`
  try {
    if (!existsSync(folder)) mkdirSync(folder, {mode: 0o700})
    const found = lstatSync(folder)
    return found.isDirectory() && found.uid === uid && (found.mode & 0o022) === 0 ? folder : undefined
  } catch {
    return undefined
  }
}

/** oclif asks the user database where SHELL is not set, and fails for a container's user that has no entry there. */
function shellOfUser() {
  try {
    return process.getBuiltinModule('node:os').userInfo().shell ?? '/bin/sh'
  } catch {
    return '/bin/sh'
  }
}
