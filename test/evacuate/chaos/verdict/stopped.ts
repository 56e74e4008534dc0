import {existsSync} from 'node:fs'
import type {ChaosLab, Course} from '../follow.ts'
import type {Machines} from '../machines.ts'
import {saidTruth} from './said.ts'
import type {Outcome} from './verdict.ts'

export const closed = 'stopped, host reinstalled'

export interface StoppedInput {
  lab: ChaosLab
  machines: Machines
  course: Course
  from: string
  to: string
}

/** How work ended that is nowhere any more. Throws if that must not be, or if ops says otherwise. */
export async function stopped(input: StoppedInput): Promise<Outcome> {
  const {reinstalled, memoryGone} = input.course
  if (reinstalled.size === 0 && !memoryGone) throw new Error('the work is nowhere, although its memory was kept')
  await mustNotBeClaimed(input)
  return reinstalled.size > 0 ? closed : 'ended with the power of its host'
}

/** What the records say of the end may only be of a host that lost its power since, and no command may say that the work runs. */
async function mustNotBeClaimed({lab, machines, course, from, to}: StoppedInput): Promise<void> {
  const {run} = course
  if (run === undefined) return
  for (const [mark, place] of [['verified', to] as const, ['aborted', from] as const]) {
    const at = machines.state.hosts.filter(({name}) => existsSync(machines.disk(name, `var/lib/ops/evacuate/${run}/ledger/${mark}`)))
    if (at.length > 0 && !course.lostPower.has(place))
      throw new Error(`the work is nowhere, ${place} never lost its power, and the record on ${at[0]?.name} says ${mark}`)
  }
  const {code, stdout, stderr} = await lab.ops(['evacuate', 'resume', run])
  await saidTruth(machines, `${stdout}${stderr}`)
  if (code === 0) throw new Error(`the work is nowhere, and ops evacuate resume ended with 0: ${stdout}`)
}
