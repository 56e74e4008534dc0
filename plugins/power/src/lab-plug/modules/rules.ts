import {createHash} from 'node:crypto'
import {z} from 'zod'
import type {PlugState} from './plug-state.ts'
import {answer, invalidArgument, type Methods, refusal} from './method.ts'
import {statistics} from './statistics.ts'

const ruleSchema = z.looseObject({name: z.string().optional(), enable: z.union([z.literal(0), z.literal(1)])})
const idSchema = z.looseObject({id: z.string()})
const enableSchema = z.looseObject({enable: z.union([z.literal(0), z.literal(1), z.boolean()])})

/** Rules of one module, kept and listed as real firmware does; the simulated plug does not carry them out. */
function ruleMethods(state: PlugState, module: 'schedule' | 'count_down' | 'anti_theft', most: number): Methods {
  const book = state.rules[module]
  const indexOf = (input: unknown) => {
    const asked = idSchema.safeParse(input)
    return asked.success ? book.list.findIndex(({id}) => id === asked.data.id) : -1
  }
  const missing = refusal(-14, 'entry not exist')
  return {
    get_rules: () => answer(() => ({rule_list: book.list, ...(module === 'count_down' ? {} : {version: 2, enable: book.enable})})),
    add_rule(input) {
      const rule = ruleSchema.safeParse(input)
      if (!rule.success) return invalidArgument
      if (book.list.length >= most) return refusal(-10, 'table is full')
      book.made += 1
      const id = createHash('md5').update(`${state.deviceId}/${module}/${book.made}`).digest('hex').toUpperCase()
      book.list.push({...rule.data, id})
      return answer(() => ({id}))
    },
    edit_rule(input) {
      const [at, rule] = [indexOf(input), ruleSchema.safeParse(input)]
      if (!rule.success) return invalidArgument
      if (at < 0) return missing
      book.list[at] = {...book.list[at], ...rule.data, id: book.list[at]?.id ?? ''}
      return answer(() => ({}))
    },
    delete_rule(input) {
      const at = indexOf(input)
      if (at < 0) return missing
      book.list.splice(at, 1)
      return answer(() => ({}))
    },
    delete_all_rules() {
      book.list.length = 0
      return answer(() => ({}))
    },
    ...(module === 'count_down'
      ? {}
      : {
          set_overall_enable(input: unknown) {
            const asked = enableSchema.safeParse(input)
            if (!asked.success) return invalidArgument
            book.enable = Number(asked.data.enable)
            return answer(() => ({}))
          },
        }),
  }
}

/** Rules that a plug holds: 31 in a schedule, one countdown. */
const [scheduleRules, countdownRules] = [31, 1]
const minutesOn = 270

export function ruleModules(state: PlugState): Record<string, Methods> {
  return {
    schedule: {
      get_next_action: () => answer(() => ({type: -1})),
      ...ruleMethods(state, 'schedule', scheduleRules),
      ...statistics(state, minutesOn, (time) => ({time})),
    },
    count_down: ruleMethods(state, 'count_down', countdownRules),
    anti_theft: ruleMethods(state, 'anti_theft', scheduleRules),
  }
}
