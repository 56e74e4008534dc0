import {z} from 'zod'
import {timeModule} from './modules/clock.ts'
import {emeterModule} from './modules/emeter.ts'
import {type Methods, type Request, refusal} from './modules/method.ts'
import {ruleModules} from './modules/rules.ts'
import {cloudModule, systemModule} from './modules/system.ts'
import {type PlugState, childId} from './modules/plug-state.ts'

const contextSchema = z.looseObject({child_ids: z.array(z.string()).optional()}).optional()
const requestSchema = z.looseObject({context: contextSchema})

/** Parses a request as firmware does: modules in order, each method answered or refused. Throws when it is not a JSON object. */
export function parseRequest(state: PlugState, text: string, nowMs: () => number = Date.now): Request {
  const {context, ...modules} = requestSchema.parse(JSON.parse(text))
  const chosen = chooseOutlets(state, context?.child_ids)
  const parts: {module: string; method?: string; answerer: Request}[] = []
  const all = modulesOf(state, nowMs)
  for (const [module, methods] of Object.entries(modules)) {
    const known = Object.hasOwn(all, module) ? all[module] : undefined
    if (known === undefined) parts.push({module, answerer: refusal(-1, 'module not support')})
    else
      for (const [method, input] of Object.entries(methods as Record<string, unknown>)) {
        const answerer =
          chosen === undefined
            ? refusal(-14, 'entry not exist')
            : ((Object.hasOwn(known, method) ? known[method]?.(input, chosen) : undefined) ?? refusal(-2, 'member not support'))
        parts.push({module, method, answerer})
      }
  }
  const order = parts.find(({answerer}) => answerer.order !== undefined)?.answerer.order
  return {
    ...(order === undefined ? {} : {order}),
    reply(view) {
      const answer: Record<string, Record<string, unknown>> = {}
      for (const {module, method, answerer} of parts) {
        if (method === undefined) answer[module] = answerer.reply(view)
        else answer[module] = {...answer[module], [method]: answerer.reply(view)}
      }
      return answer
    },
  }
}

/** Plugs without children ignore a context; undefined when an id is not one of ours. */
function chooseOutlets(state: PlugState, ids: string[] | undefined): number[] | undefined {
  const all = state.outlets.map((_, at) => at)
  if (ids === undefined || !state.model.isStrip) return all
  const chosen = ids.map((id) => all.find((at) => childId(state, at) === id || childId(state, at).slice(-2) === id))
  return chosen.includes(undefined) ? undefined : (chosen as number[])
}

function modulesOf(state: PlugState, nowMs: () => number): Record<string, Methods> {
  return {
    system: systemModule(state),
    ...(state.model.feature.includes('ENE') ? {emeter: emeterModule(state)} : {}),
    cnCloud: cloudModule,
    time: timeModule(state, nowMs),
    ...ruleModules(state),
  }
}
