import type {MoveInput, MoveSurvey} from '@ops/core/seams'
import {joinArgv, runScript, type ScriptOutput} from '../remote/run-script.ts'
import {findPolicyNotes, findPolicyObstacles, type SurveyedPolicies} from './find-policy-obstacles.ts'
import {parseHostPolicies} from './parse-policies.ts'
import type {HostPolicies, PolicyContext, PolicyTarget, UnitPolicy} from './policy.ts'

const surveyScript = new URL('./scripts/survey.pl', import.meta.url)

/** Separates argvs of one argument of a script. */
const argvSeparator = '\x1e'

/** What the survey adds to that of the work itself. */
export interface PolicySurvey extends Pick<MoveSurvey, 'obstacles' | 'notes' | 'plan'> {
  /** Comes after the plan of the work itself. */
  planEnd: string[]
  context: PolicyContext
}

/** Finds what would start the work again on both hosts. Changes nothing. */
export async function surveyPolicies(input: MoveInput, target: PolicyTarget, signal: AbortSignal): Promise<PolicySurvey> {
  const {workload, source, destination} = input
  const {name, kind} = workload
  const survey = (transport: typeof source, {pid, pidfile, units, commands}: PolicyTarget) => {
    const args = {
      name: encodeURIComponent(name),
      pid,
      pidfile,
      units: joinArgv(units),
      commands: commands.map(joinArgv).join(argvSeparator),
    }
    return runScript(transport, surveyScript, args, {signal})
  }
  const here = await survey(source, target)
  // All by name: a socket that does not listen there is not loaded, so nothing at the destination shows that it activates the unit.
  const units = [...here.all('unit'), ...here.all('trigger')].map((line) => line.split(' ')[0] ?? '')
  const started = here.all('command').map((argv) => argv.split(joinArgv(['', ''])))
  const there = await survey(destination, {units, commands: [...target.commands, ...started]})
  const surveyed: SurveyedPolicies = {
    name,
    kind,
    startsOnce: (workload.config['startsOnce'] as string[] | undefined) ?? [],
    source: {host: source.host, output: here},
    destination: {host: destination.host, output: there},
  }
  return {obstacles: findPolicyObstacles(surveyed), notes: findPolicyNotes(surveyed), ...planPolicies(surveyed)}
}

/** What is disarmed on both hosts, and what is armed at the destination. Pure. */
export function planPolicies({kind, source, destination}: SurveyedPolicies): {plan: string[]; planEnd: string[]; context: PolicyContext} {
  const context = toContext(kind, source.output, destination.output)
  return {
    plan: [
      ...planDisarm(source.host, context.source, 'the work comes back or the move is taken back'),
      ...planDisarm(destination.host, context.destination, 'the move is finished or taken back'),
    ],
    planEnd: context.enable.length === 0 ? [] : [`${destination.host}: enable ${context.enable.join(' and ')}`],
    context,
  }
}

/** A service is armed at its destination as it was at its source; a process runs outside of the units there. */
function toContext(kind: string, here: ScriptOutput, there: ScriptOutput): PolicyContext {
  const [source, destination] = [parseHostPolicies(here), parseHostPolicies(there)]
  const armed = kind === 'service' ? source.units : []
  return {
    source,
    destination,
    enable: armed.filter(({enabled}) => enabled === 'enabled').map(({name}) => name),
    start: armed.filter(({active, kind: unit}) => active && unit === 'trigger').map(({name}) => name),
  }
}

function planDisarm(host: string, {units, cron}: HostPolicies, until: string): string[] {
  return [
    ...units.map((unit) => `${host}: disarm ${unit.name}${reasons(unit)} until ${until}`),
    ...cron.map(({file, number}) => `${host}: comment line ${number} of ${file} out until ${until}`),
  ]
}

function reasons({enabled, restart, watchdogUs}: UnitPolicy): string {
  const all = [
    ...(enabled === '-' ? [] : [enabled]),
    ...(restart === '-' || restart === 'no' ? [] : [`Restart=${restart}`]),
    ...(watchdogUs === 0 ? [] : [`WatchdogSec=${watchdogUs / 1e6}s`]),
  ]
  return all.length === 0 ? '' : ` (${all.join(', ')})`
}
