import {z} from 'zod'
import type {PlugState} from './plug-state.ts'
import {answer, invalidArgument, type Methods} from './method.ts'

const timeSchema = z.looseObject({
  year: z.int().min(1970).max(2099),
  month: z.int().min(1).max(12),
  mday: z.int().min(1).max(31),
  hour: z.int().min(0).max(23),
  min: z.int().min(0).max(59),
  sec: z.int().min(0).max(59),
  index: z.int().min(0).max(109),
})

/** The plug's own time of day, as if it were UTC. */
export function plugTime({clock}: PlugState, nowMs: number): Date {
  return new Date(nowMs + clock.aheadMs)
}

/** `time`: a clock without a battery, which `set_timezone` sets together with the index of its zone. */
export function timeModule(state: PlugState, nowMs: () => number): Methods {
  return {
    get_time: () =>
      answer((now) => {
        const at = plugTime(state, now)
        const [year, month, mday, wday] = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCDay()]
        return {year, month, mday, wday, hour: at.getUTCHours(), min: at.getUTCMinutes(), sec: at.getUTCSeconds()}
      }),
    get_timezone: () => answer(() => ({index: state.clock.zone})),
    set_timezone(input) {
      const asked = timeSchema.safeParse(input)
      if (!asked.success) return invalidArgument
      const {year, month, mday, hour, min, sec, index} = asked.data
      state.clock = {zone: index, aheadMs: Date.UTC(year, month - 1, mday, hour, min, sec) - nowMs()}
      return answer(() => ({}))
    },
  }
}
