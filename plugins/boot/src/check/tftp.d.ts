// The package has no types; this declares the parts in use.
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
  // biome-ignore lint/style/noDefaultExport: the package has a default export.
  export default tftp
}
