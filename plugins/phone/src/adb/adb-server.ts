import {AdbServerClient} from '@yume-chan/adb'
import {AdbServerNodeTcpConnector} from '@yume-chan/adb-server-node-tcp'
import type {AdbServerAddress} from './server-address.ts'

/** A client whose every connection ends when the signal aborts: the library itself would keep a silent one open. */
export function adbClient(address: AdbServerAddress, signal: AbortSignal): AdbServerClient {
  const connector = new AdbServerNodeTcpConnector(address)
  return new AdbServerClient({
    connect: () => connector.connect({signal}),
    addReverseTunnel: (handler, name) => connector.addReverseTunnel(handler, name),
    removeReverseTunnel: (name) => connector.removeReverseTunnel(name),
    clearReverseTunnels: () => connector.clearReverseTunnels(),
  })
}

/** Asks the server a `host:` service that answers with one string. */
export async function askServer(client: AdbServerClient, service: string): Promise<string> {
  const stream = await client.createConnection(service)
  try {
    return await stream.readString()
  } finally {
    await stream.dispose()
  }
}
