import {connect, createServer, type Socket} from 'node:net'

export interface KillProxy extends Disposable {
  port: number
  /** Services of the phone that were asked for so far. */
  count: number
  /** Calls `kill` at the given service: before it reaches the adb server, or once the phone has begun to answer. */
  arm(at: number, when: 'before' | 'during', kill: () => void): void
}

/** A TCP proxy between ops and the adb server. It calls `kill` at one service of the phone. */
export async function startKillProxy(adbPort: number): Promise<KillProxy> {
  let armed: {at: number; when: 'before' | 'during'; kill: () => void} | undefined
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(adbPort, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    let waiting = false
    client.on('data', (bytes) => {
      // Only services of the phone: those of the server begin with host.
      const isService = /^[\da-f]{4}(shell|exec|tcp|root)[,:]/.test(bytes.toString('latin1', 0, 16))
      if (isService) {
        proxy.count++
        if (armed !== undefined && proxy.count === armed.at) {
          if (armed.when === 'before') return void armed.kill()
          waiting = true
        }
      }
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (waiting) armed?.kill()
      waiting = false
      client.write(bytes)
    })
    client.on('end', () => upstream.end())
    upstream.on('end', () => client.end())
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: KillProxy = {
    port: (server.address() as {port: number}).port,
    count: 0,
    arm(at, when, kill) {
      armed = {at, when, kill}
    },
    [Symbol.dispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
  return proxy
}
