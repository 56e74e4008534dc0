import type {OutletIdentity, PowerDriverFactory} from '@ops/core/seams'
import {mergeConfigs} from '../kit/merge-configs.ts'
import {digestOf, formatOutletId, parseOutletId} from '../kit/outlet-id.ts'
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
  identify: ({off, outlet, via}) => outletOf(outlet ?? digestOf([via, off])),
  formatOutlet: formatOutletId,
  parseOutlet: (text) => parseOutletId('exec', text),
  mayShareDevice: async ({config}, other) => execFactory.identify(config).device === execFactory.identify(other).device,
  isSameOutlet: ({outlet: one}, {outlet: other}) => one.device === other.device && one.child === other.child,
  mergeConfigs: (first, second) => ({
    ...mergeConfigs(first, second),
    hint: `Give both the same value; if they are two outlets, give each an "outlet:" of its own: the same ${second.outlet === undefined ? '"off" command' : '"outlet:"'} means the same outlet.`,
  }),
  dependencies: ({via, on, off, status}) => ({
    ...(via === undefined ? {programs: [on, off, status].map(([program = '']) => program)} : {host: via}),
  }),
}

/** `pdu1/4` is outlet 4 of the device pdu1. A name with nothing on one side of its slash, such as a path, is a device. */
function outletOf(name: string): OutletIdentity {
  const [, device = name, child] = /^([^/]+)\/(.+)$/s.exec(name) ?? []
  return {driver: 'exec', device, ...(child === undefined ? {} : {child})}
}
