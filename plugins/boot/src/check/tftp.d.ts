// The package has no types; these are the parts that are used.
declare module 'tftp' {
  import type {Readable} from 'node:stream'

  interface ClientOptions {
    host: string
    port: number
    blockSize: number
    windowSize: number
    timeout: number
    retries: number
  }
  interface Client {
    createGetStream(file: string): Readable & {abort(): void}
  }
  const tftp: {createClient(options: ClientOptions): Client}
  // biome-ignore lint/style/noDefaultExport: it is what the package gives.
  export default tftp
}
