// Loaded into a server (--import): on SIGUSR2 it runs the garbage collector and prints the memory in use on stderr.
import {setTimeout as sleep} from 'node:timers/promises'
import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

process.on('SIGUSR2', async () => {
  collect()
  // Buffers are freed on another thread.
  await sleep(50)
  collect()
  const {heapUsed, external, rss} = process.memoryUsage()
  process.stderr.write(`memory ${JSON.stringify({live: heapUsed + external, rss})}\n`)
})
