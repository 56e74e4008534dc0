import {lookup} from 'node:dns/promises'
import {argv, pid, stdout} from 'node:process'

// A process of its own, because a look-up of the C library cannot be stopped: it holds a thread for up to half a minute while a
// resolver is silent, and the process that owns the thread cannot end before it. Arguments: milliseconds, then names.

const [ms, ...names] = argv.slice(2)
const end = () => process.kill(pid, 'SIGKILL')
// For the case that the parent is no longer there to do it.
setTimeout(end, Number(ms))

await Promise.all(
  names.map(async (name) => {
    const found = await lookup(name, {all: true}).catch(() => [])
    stdout.write(`${JSON.stringify({name, addresses: found.map(({address}) => address)})}\n`)
  }),
)
stdout.write('', end)
