// Fetches one file with npm tftp, window 1: ADDRESS PORT NAME OUT.
import {createRequire} from 'node:module'

interface NpmTftp {
  createClient(options: object): {get(remote: string, local: string, done: (error?: Error) => void): void}
}
const tftp = createRequire(import.meta.url)('tftp') as NpmTftp
const [address, port, name = '', out = ''] = process.argv.slice(2)
// timeout: the package sends milliseconds where the option's unit is seconds, so it is kept to a legal number.
const client = tftp.createClient({host: address, port: Number(port), blockSize: 1428, windowSize: 1, timeout: 255})
client.get(name, out, (error) => {
  if (error) process.stderr.write(`${error.message}\n`)
  process.exitCode = error ? 1 : 0
})
