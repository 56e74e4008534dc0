import type {Advice} from './advise.ts'

interface RunHosts {
  run: string
  source: string
  destination: string
}

/** What to type next, or to do first; undefined when the move is finished. */
export function nextCommand(advice: Advice, {run, ...hosts}: RunHosts): string | undefined {
  if (advice === 'none') return undefined
  if (advice === 'close') return `ops evacuate close ${run} --reason REASON`
  if (typeof advice === 'string') return `ops evacuate ${advice} ${run}`
  if ('loss' in advice) return `ops evacuate ${advice.loss} ${run} --with-loss REASON`
  if ('switchOn' in advice) return `ops power on ${hosts[advice.switchOn]}`
  if ('check' in advice)
    return `check the work on ${hosts[advice.check]}, then run ops evacuate status; ops evacuate close ${run} --reason REASON gives the move up`
  const host = hosts[advice.wait]
  return `make ${host} answer, or cut its power with ops power off ${host} --hard --force REASON`
}
