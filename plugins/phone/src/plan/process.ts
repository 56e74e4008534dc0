import {phoneErrors} from '../errors.ts'
import {type Layout, runningFile} from '../layout/layout.ts'
import {idOfConfig} from '../layout/sshd-config.ts'
import {fileAt, type PhoneFacts, type SshdProcess} from '../probe/facts.ts'
import type {Action} from './action.ts'

/** The sshd that was started with this layout's configuration, told by its pidfile and its command line. */
export function ownProcess(facts: PhoneFacts, layout: Layout): SshdProcess | undefined {
  const pid = Number(fileAt(facts, layout.pidfile).content?.trim() || Number.NaN)
  return facts.processes.find((process) => process.pid === pid && process.command.includes(layout.config))
}

/** Starts sshd when it does not run, restarts it only when it runs with another configuration. */
export function processAction(phone: string, facts: PhoneFacts, layout: Layout, port: number, config: string): Action[] {
  const {script} = layout
  if (ownProcess(facts, layout) === undefined) {
    if (facts.listening.some((socket) => socket.port === port)) throw phoneErrors.PORT_TAKEN({host: phone}, phone, port)
    return [{kind: 'process', act: 'start', script, why: 'it does not run'}]
  }
  const loaded = fileAt(facts, runningFile).content?.trim()
  return loaded === idOfConfig(config) ? [] : [{kind: 'process', act: 'restart', script, why: 'it runs with another configuration'}]
}
