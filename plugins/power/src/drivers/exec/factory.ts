import {createHash} from 'node:crypto'
import type {PowerDriverFactory} from '@ops/core/seams'
import type {ExecConfig} from './config.ts'

export const execFactory: PowerDriverFactory = {
  name: 'exec',
  schema: async () => (await import('./config.ts')).execSchema,
  async open(config, {transports, host}) {
    const [{execDriver}, {localTransport}] = await Promise.all([import('./driver.ts'), import('@ops/core/transport')])
    const exec = config as ExecConfig
    const transport = exec.via === undefined ? localTransport('this machine') : transports.to(exec.via)
    return execDriver(exec, {transport, host, outletId: execFactory.outletId(config)})
  },
  /** Two hosts whose off commands are the same, word for word, hang on one outlet. */
  outletId(config) {
    const {off, outlet, via} = config as ExecConfig
    const name =
      outlet ??
      createHash('sha256')
        .update(JSON.stringify([via, off]))
        .digest('hex')
        .slice(0, 12)
    return `exec/${name}`
  },
}
