import type {PlaybookAction} from '@ops/core/seams'
import type {BootResult} from './start-boot.ts'

export interface BootStepInput {
  /** Milliseconds that the boot may take. */
  forMs: number
}

interface PowerFacts {
  power: 'on' | 'off' | 'unknown'
}

/** The actions are registered at every start of ops; their modules are imported when a step runs. */
const modules = async () => ({
  ...(await import('./boot-follow.ts')),
  ...(await import('./follow-host.ts')),
  ...(await import('../control/control-client.ts')),
  ...(await import('./start-boot.ts')),
})

async function schema() {
  const [{z}, {usualBootMs}] = await Promise.all([import('zod'), import('./boot-follow.ts')])
  return z.strictObject({forMs: z.int().min(1000).default(usualBootMs)})
}

/** `boot.start`: like `ops boot start`; no steps for a machine that is on. */
export const bootStartAction: PlaybookAction<BootStepInput, PowerFacts> = {
  name: 'boot.start',
  schema,
  async probe(host, _input, {services, signal}) {
    const {powerControlOf} = await modules()
    return {power: (await powerControlOf(services, host).status(services, host, signal)).power}
  },
  plan: (host, _input, {power}) =>
    power === 'on' ? [] : [`arm ${host.name} at the boot server`, `switch ${host.name} on`, `follow its boot to the last stage`],
  async apply(host, {forMs}, {power}, {services, run, signal}) {
    if (power === 'on') return {changed: false}
    const {controlPath, controlClient, startBoot} = await modules()
    return stepResult(await startBoot(services, run, host, {forMs, server: controlClient(controlPath(services))}, signal))
  },
}

/** `boot.wait`: follows a boot that was started elsewhere to its last stage. */
export const bootWaitAction: PlaybookAction<BootStepInput, Record<string, never>> = {
  name: 'boot.wait',
  schema,
  probe: async () => ({}),
  plan: (host) => [`follow the boot of ${host.name} to its last stage`],
  async apply(host, {forMs}, _facts, {services, signal}) {
    const {controlPath, followHost, controlClient} = await modules()
    return stepResult(await followHost(services, host, {forMs, server: controlClient(controlPath(services))}, signal))
  },
}

/** The result of a step; throws for a boot that stopped. */
async function stepResult(result: BootResult): Promise<Record<string, unknown>> {
  const {error, timeline} = result
  const {OpsError} = await import('@ops/core/errors')
  if (error !== undefined)
    throw new OpsError(error.code, error.message, 'allFailed', {host: result.host, ...(error.hint === undefined ? {} : {hint: error.hint})})
  return {changed: true, stages: timeline.stages.map(({stage, state, toMs}) => ({stage, state, ...(toMs === undefined ? {} : {ms: toMs})}))}
}
