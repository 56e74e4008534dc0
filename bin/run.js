#!/usr/bin/env node
// Starts the CLI with Node 24: an older Node re-executes with the pinned one, so that `ops` works wherever npm does.
import module from 'node:module'

const [major, minor] = process.versions.node.split('.').map(Number)
// What only an older Node needs is imported there: start-up time counts.
if (major < 24 || (major === 24 && minor < 15)) await reexec()
else await main()

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
    console.error(`ops needs Node 24.15 or newer, and this is ${process.versions.node}. Next: npm install node@24`)
    process.exit(70)
  }
  const child = spawn(pinned, process.argv.slice(1), {stdio: 'inherit', env: {...process.env, OPS_REEXEC: '1'}})
  // The terminal signals both; a supervisor signals only this process, so it hands the signal on and outlives the child.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name))
  child.on('error', (error) => {
    console.error(`ops cannot start ${pinned}: ${error.message}`)
    process.exit(70)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}

async function main() {
  module.enableCompileCache?.()
  process.env.SHELL ??= shellOfUser()
  // A reader that closes early (`| head`) must not end a half-done change: go on, and stop printing.
  let gone = false
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error
    gone = true
  })
  const [{run}, {handle}] = await Promise.all([import('@oclif/core/run'), import('@oclif/core/handle')])
  try {
    await run(process.argv.slice(2), import.meta.url)
    // oclif gives up on a slow reader after 10 s and loses what is left: wait for the drain here instead.
    if (!gone && process.stdout.writableNeedDrain) {
      await new Promise((done) => {
        for (const event of ['drain', 'error', 'close']) process.stdout.once(event, done)
      })
    }
  } catch (error) {
    await handle(error)
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
