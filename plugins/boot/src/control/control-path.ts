import {join, resolve} from 'node:path'
import type {BootPlan} from '../profiles/boot-machine.ts'

/** Path of the control socket: the flag, else the inventory's `boot.control`, else one in the state directory. */
export function controlPath(flag: string | undefined, plan: BootPlan, stateDir: string): string {
  if (flag !== undefined) return resolve(flag)
  return resolve(plan.base, plan.top.control ?? join(stateDir, 'boot', 'serve.sock'))
}
