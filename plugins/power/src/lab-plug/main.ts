// A simulated plug as a process of its own: `node main.js CONFIG.json`. Ends on SIGTERM or SIGINT.
import {once} from 'node:events'
import {fileFaults, readPlugConfig, readRelays, writeJson} from './config-file.ts'
import {run} from './run-command.ts'
import {loadWatts, startLabPlug} from './start-lab-plug.ts'

/** Drawn by a machine that has shut down. */
const standbyWatts = 2

const [, , file = ''] = process.argv
const config = await readPlugConfig(file)
const {stateFile, readyFile, faultsFile, faults, ...plugConfig} = config
const relays = (await readRelays(stateFile)) ?? config.outlets.map(({initial}) => initial === 'on')

await using plug = await startLabPlug({
  ...plugConfig,
  outlets: config.outlets.map(({alias, watts}, at) => ({alias, on: relays[at] ?? false, ...(watts === undefined ? {} : {watts})})),
  klap: config.klap ?? false,
  ...(faultsFile === undefined ? {} : {faults: fileFaults(faultsFile, (line) => process.stderr.write(`${line}\n`))}),
  async draw(outlet) {
    const {running, watts = loadWatts} = config.outlets[outlet] ?? {}
    return running === undefined || (await run(running)) === 0 ? watts : standbyWatts
  },
  async onRelay(outlet, on) {
    const argv = config.outlets[outlet]?.[on ? 'on' : 'off'] ?? []
    const code = await run(argv)
    if (code !== 0) {
      process.stderr.write(`${config.alias}: ${argv.join(' ')} ended with ${code}; the relay was not switched\n`)
      return false
    }
    relays[outlet] = on
    await writeJson(stateFile, relays)
    return true
  },
})
plug.inject(...(faults ?? []))
await writeJson(stateFile, relays)
if (readyFile !== undefined) await writeJson(readyFile, {pid: process.pid, address: plug.address, port: plug.port})
await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
