import type {Transport, Transports} from '../transport/transport.ts'

/** The same transports, of which at most `fanout` commands run at a time. The time limit of a command begins when it starts. */
export function limitTransports(transports: Transports, fanout: number): Transports {
  let free = fanout
  const waiting: (() => void)[] = []
  const enter = async () => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const leave = () => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  return {
    to(host): Transport {
      const transport = transports.to(host)
      return {
        host: transport.host,
        kind: transport.kind,
        async exec(argv, options) {
          await enter()
          try {
            options?.signal?.throwIfAborted()
            return await transport.exec(argv, options)
          } finally {
            leave()
          }
        },
        [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
      }
    },
    [Symbol.asyncDispose]: () => transports[Symbol.asyncDispose](),
  }
}
