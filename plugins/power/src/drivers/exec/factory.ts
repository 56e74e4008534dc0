import {createHash} from 'node:crypto'
import type {OutletIdentity, PowerDriverFactory} from '@ops/core/seams'
import type {ExecConfig} from './config.ts'

export const execFactory: PowerDriverFactory<ExecConfig> = {
  name: 'exec',
  schema: async () => (await import('./config.ts')).execSchema,
  async open(config, {transports, host}) {
    const [{execDriver}, {localTransport}] = await Promise.all([import('./driver.ts'), import('@ops/core/transport')])
    const transport = config.via === undefined ? localTransport('this machine') : transports.to(config.via)
    return execDriver(config, {transport, host, outlet: execFactory.identify(config)})
  },
  /** Two hosts whose off commands are the same, word for word, share one outlet. */
  identify: ({off, outlet, via}) =>
    outletOf(
      outlet ??
        createHash('sha256')
          .update(JSON.stringify([via, off]))
          .digest('hex')
          .slice(0, 12),
    ),
  formatOutlet: ({device, child}) => `exec/${device}${child === undefined ? '' : `/${child}`}`,
  parseOutlet: (text) => (/^exec\/[^/]/.test(text) ? outletOf(text.slice('exec/'.length)) : undefined),
  mayShareDevice: async ({config}, other) => execFactory.identify(config).device === execFactory.identify(other).device,
  isSameOutlet: ({outlet: one}, {outlet: other}) => one.device === other.device && one.child === other.child,
  dependencies: ({via, on, off, status}) => ({
    ...(via === undefined ? {programs: [on, off, status].map(([program = '']) => program)} : {host: via}),
  }),
}

/** `pdu1/4` is outlet 4 of the device pdu1. */
function outletOf(name: string): OutletIdentity {
  const slash = name.indexOf('/')
  return slash < 0 ? {driver: 'exec', device: name} : {driver: 'exec', device: name.slice(0, slash), child: name.slice(slash + 1)}
}
