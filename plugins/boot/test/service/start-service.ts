import {systemClock} from '@ops/core/time'
import {bootPlan} from '../../src/profiles/boot-machine.ts'
import {BootServer, type BootServerOptions} from '../../src/serve/boot-server.ts'
import {usualLimits} from '../../src/tftp/limits.ts'

/** The boot server in this process, on free ports of one loopback address. */
export async function startService(
  root: string,
  address: string,
  options: Partial<BootServerOptions> = {},
  plan = bootPlan(undefined),
): Promise<BootServer> {
  const server = new BootServer(
    {
      root,
      addresses: [address],
      tftpPort: 0,
      httpPort: 0,
      control: undefined,
      limits: {...usualLimits, rate: 10_000, burst: 10_000},
      maxWindowBytes: 65_536,
      armedOnly: false,
      ...options,
    },
    {plan, clock: systemClock},
  )
  await server.check()
  for (const listener of server.listeners) await listener.start(undefined, new AbortController().signal)
  const dispose = server[Symbol.asyncDispose].bind(server)
  server[Symbol.asyncDispose] = async () => {
    for (const listener of server.listeners) await listener.close()
    await dispose()
  }
  return server
}
