import {foldHosts} from '@ops/core/hostset'
import {onHosts} from '@ops/core/runs'
import type {DoctorCheck, DoctorFinding, Registry} from '@ops/core/seams'
import {limitActs} from '../drivers/kit/limit-acts.ts'

/** Whether each outlet can be read now: a plug that is gone, a wrong address or a wrong password is known before `power off` needs it. */
export function outletsCheck(registry: Registry): DoctorCheck {
  return {
    name: 'outlets',
    async run({inventory, transports, settings}, signal) {
      if (inventory === undefined || transports === undefined) return []
      const [{readPowerMap}, {readsAtOnce}] = await Promise.all([import('../outlets/power-map.ts'), import('../outlets/read-outlet.ts')])
      const fed = readPowerMap(inventory, registry).supplies.flatMap((supply) => {
        const [name] = supply.feeds
        return name === undefined ? [] : [{name, supply}]
      })
      const readings = await onHosts(fed, {
        fanout: readsAtOnce(
          fed.map(({supply}) => supply),
          settings?.fanout ?? 1,
        ),
        signal,
        action: async ({name, supply: {driver, settings, id}}) => {
          await using outlet = limitActs(await driver.open(settings, {transports, host: name}), {host: name, outlet: id})
          await outlet.read(signal)
        },
      })
      return fed.map(({supply: {id, feeds}}, at): DoctorFinding => {
        const hosts = foldHosts(feeds)
        const base = {subject: `outlet ${id}`, feature: `ops power of ${hosts}`}
        const failure = readings[at]?.error
        if (failure === undefined) return {...base, state: 'ok', message: `It can be read (it feeds ${hosts}).`}
        return {...base, state: 'unknown', message: failure.message, ...(failure.hint === undefined ? {} : {fix: failure.hint})}
      })
    },
  }
}
