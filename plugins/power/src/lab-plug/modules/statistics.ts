import {z} from 'zod'
import type {PlugState} from './plug-state.ts'
import {plugTime} from './clock.ts'
import {answer, invalidArgument, type Methods} from './method.ts'

const daySchema = z.looseObject({year: z.int(), month: z.int().min(1).max(12)})
const monthSchema = z.looseObject({year: z.int()})

/** Days of use that the plug remembers, today included, and their share of what its counter shows. */
const days = 3

/** `get_daystat` and `get_monthstat` of a counter: its total is spread evenly over the last days. Days without an entry are left out. */
export function statistics(state: PlugState, total: number, entry: (amount: number) => Record<string, number>): Methods {
  const used = (nowMs: number) =>
    Array.from({length: days}, (_, at) => {
      const day = new Date(plugTime(state, nowMs).getTime() - (days - 1 - at) * 86_400_000)
      return {year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate()}
    })
  return {
    get_daystat(input) {
      const asked = daySchema.safeParse(input)
      if (!asked.success) return invalidArgument
      const {year, month} = asked.data
      return answer((now) => ({
        day_list: used(now)
          .filter((day) => day.year === year && day.month === month)
          .map((day) => ({...day, ...entry(total / days)})),
      }))
    },
    get_monthstat(input) {
      const asked = monthSchema.safeParse(input)
      if (!asked.success) return invalidArgument
      return answer((now) => {
        const months = Map.groupBy(
          used(now).filter(({year}) => year === asked.data.year),
          ({month}) => month,
        )
        return {month_list: [...months].map(([month, some]) => ({year: asked.data.year, month, ...entry((total / days) * some.length)}))}
      })
    },
  }
}
