import {type ErrorJson, exitCodes} from '@ops/core/errors'
import type {Host, Inventory} from '@ops/core/inventory'
import {profileErrors} from '../errors/profile-errors.ts'
import {traceErrors} from '../errors/trace-errors.ts'
import {bootPlan} from '../profiles/boot-machine.ts'
import {preflight, type PreflightReport} from './preflight.ts'

export type PreflightResult = (PreflightReport & {error?: ErrorJson}) | {host: string; error: ErrorJson}

/** Preflight of several hosts; a host that cannot boot has an error. */
export async function preflightMany(inventory: Inventory, hosts: readonly Host[], root: string | undefined): Promise<PreflightResult[]> {
  const plan = bootPlan(inventory)
  const results: PreflightResult[] = []
  for (const host of hosts) {
    const machine = plan.machines.find((one) => one.host.name === host.name)
    if (machine === undefined) {
      results.push({host: host.name, error: profileErrors.BOOT_HOST_NO_PROFILE({host: host.name}, host.name).toJSON()})
      continue
    }
    const report = await preflight(machine, plan, root)
    const worst = report.findings.find(({state}) => state === 'bad')
    results.push(
      worst === undefined
        ? report
        : {
            ...report,
            error: {...traceErrors.BOOT_WOULD_NOT({host: host.name}, host.name, worst.message).toJSON(), exit: exitCodes.refused},
          },
    )
  }
  return results
}
