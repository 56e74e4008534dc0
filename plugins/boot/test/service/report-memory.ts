// Loaded into a server (--import): at SIGUSR2 it collects what nobody refers to, and says on stderr what is left.
import {setTimeout as sleep} from 'node:timers/promises'
import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

process.on('SIGUSR2', async () => {
  collect()
  // Buffers are given back beside the program.
  await sleep(50)
  collect()
  const {heapUsed, external, rss} = process.memoryUsage()
  process.stderr.write(`memory ${JSON.stringify({live: heapUsed + external, rss})}\n`)
})
