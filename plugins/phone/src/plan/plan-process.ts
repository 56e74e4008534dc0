import {sshdErrors} from '../errors/sshd-errors.ts'
import {type Layout, runningFile} from '../layout/layout.ts'
import {idOfConfig} from '../layout/sshd-config.ts'
import {fileAt, type PhoneFacts, type SshdProcess} from '../facts/phone-facts.ts'
import {checkListening} from './check-listening.ts'
import type {Action} from './action.ts'
import type {Settings} from '../manifest/manifest.ts'

/** The sshd that was started with this layout's configuration, found by its pidfile and its command line. */
export function ownProcess(facts: PhoneFacts, layout: Layout): SshdProcess | undefined {
  const pid = Number(fileAt(facts, layout.pidfile).content?.trim() || Number.NaN)
  return facts.processes.find((process) => process.pid === pid && process.command.raw.includes(layout.config))
}

/** Starts sshd when it does not run; restarts it when it runs with another configuration, or without one of its addresses. */
export function processAction(phone: string, facts: PhoneFacts, layout: Layout, settings: Settings, config: string): Action[] {
  const {port} = settings
  const {script} = layout
  const runs = ownProcess(facts, layout) !== undefined
  const loaded = fileAt(facts, runningFile).content?.trim()
  const now = fileAt(facts, layout.config).content ?? ''
  // The file that it was started with names its own port.
  const isOwn = runs && (loaded === undefined || loaded !== idOfConfig(now) || now.includes(`\nPort ${port}\n`))
  if (!isOwn && facts.listening.some((socket) => socket.port === port)) throw sshdErrors.PHONE_PORT_TAKEN({host: phone}, phone, port)
  if (!runs) return [{kind: 'process', act: 'start', script, why: 'sshd does not run'}]
  if (loaded !== idOfConfig(config)) return [{kind: 'process', act: 'restart', script, why: 'sshd runs with another configuration'}]
  // Not every shell may read the kernel's list.
  const listening = checkListening(facts, settings)
  const isMissing = listening.state === 'fails' && facts.listening.length > 0
  return isMissing ? [{kind: 'process', act: 'restart', script, why: listening.detail}] : []
}
