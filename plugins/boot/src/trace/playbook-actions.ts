import type {PlaybookAction} from '@ops/core/seams'
import type {BootResult} from './start-boot.ts'

export interface BootStepInput {
  /** Milliseconds that the boot may take. */
  forMs: number
}

interface PowerFacts {
  power: 'on' | 'off' | 'unknown'
}

/** Registered at every start of ops: the work is imported when a step runs. */
const work = async () => ({
  ...(await import('./boot-follow.ts')),
  ...(await import('./follow-host.ts')),
  ...(await import('../control/control-client.ts')),
  ...(await import('./start-boot.ts')),
})

async function schema() {
  const [{z}, {usualBootMs}] = await Promise.all([import('zod'), import('./boot-follow.ts')])
  return z.strictObject({forMs: z.int().min(1000).default(usualBootMs)})
}

/** `boot.start`: as `ops boot start`; nothing to do for a machine that is on. */
export const bootStartAction: PlaybookAction<BootStepInput, PowerFacts> = {
  name: 'boot.start',
  schema,
  async probe(host, _input, {services, signal}) {
    const {powerControlOf} = await work()
    return {power: (await powerControlOf(services, host).status(services, host, signal)).power}
  },
  plan: (host, _input, {power}) =>
    power === 'on' ? [] : [`arm ${host.name} at the boot server`, `switch ${host.name} on`, `follow its boot to the last stage`],
  async apply(host, {forMs}, {power}, {services, run, signal}) {
    if (power === 'on') return {changed: false}
    const {controlPath, serverLink, startBoot} = await work()
    return told(await startBoot(services, run, host, {forMs, server: serverLink(controlPath(services))}, signal))
  },
}

/** `boot.wait`: follows a boot that something else began, to its last stage. */
export const bootWaitAction: PlaybookAction<BootStepInput, Record<string, never>> = {
  name: 'boot.wait',
  schema,
  probe: async () => ({}),
  plan: (host) => [`follow the boot of ${host.name} to its last stage`],
  async apply(host, {forMs}, _facts, {services, signal}) {
    const {controlPath, followHost, serverLink} = await work()
    return told(await followHost(services, host, {forMs, server: serverLink(controlPath(services))}, signal))
  },
}

/** A boot that stopped fails the step. */
async function told(result: BootResult): Promise<Record<string, unknown>> {
  const {error, timeline} = result
  const {OpsError} = await import('@ops/core/errors')
  if (error !== undefined)
    throw new OpsError(error.code, error.message, 'allFailed', {host: result.host, ...(error.hint === undefined ? {} : {hint: error.hint})})
  return {changed: true, stages: timeline.stages.map(({stage, state, toMs}) => ({stage, state, ...(toMs === undefined ? {} : {ms: toMs})}))}
}
