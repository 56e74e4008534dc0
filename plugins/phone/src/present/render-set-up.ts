import type {ErrorJson} from '@ops/core/errors'
import {plural} from '@ops/core/text'
import {joinLines} from '@ops/core/untrusted'
import type {PhoneResult} from '../session/on-phones.ts'
import type {SetUpOutcome} from '../service/set-up-sshd.ts'

/** The output of `ops phone sshd`. */
export function renderSetUp(results: readonly PhoneResult<SetUpOutcome>[], check: boolean): string {
  return results.map((result) => (result.error === undefined ? show(result, check) : renderError(result.host, result.error))).join('\n\n')
}

function show({host, rom, rolledBack, plan, unseen, changes, changed, checks, hostKey, boot, open}: SetUpOutcome, check: boolean): string {
  const count = plural(changes, 'change')
  const needed = changes === 1 ? `${count} is needed` : `${count} are needed`
  const verb = changes === 0 || (!check && !changed) ? 'no changes' : check ? needed : `done, ${count}`
  return joinLines([
    `${host}: ${verb}`,
    rom.sentence,
    ...rom.differences.map((difference) => `  differs: ${difference}`),
    ...(rolledBack.length === 0 ? [] : [`completed the roll-back of an earlier run that was stopped: ${rolledBack.join(', ')}`]),
    // An empty line within a diff is a line of the file.
    ...(plan === '' ? [] : plan.split('\n')),
    ...unseen.map((path) => `unknown without root: ${path}`),
    ...checks.map(({name, detail}) => `verified: ${name}: ${detail}`),
    ...(hostKey === undefined
      ? []
      : [`host key: ${{new: 'pinned', same: 'as pinned', changed: 'changed on the phone, read again over adb and pinned'}[hostKey]}`]),
    ...(boot === undefined ? [] : [`boot: ${boot.sentence}`]),
    ...open.map((exposure) => `exposure: ${exposure}`),
  ])
}

export function renderError(host: string, {message, hint}: ErrorJson): string {
  return joinLines([message.startsWith(host) ? message : `${host}: ${message}`, ...(hint === undefined ? [] : [`  Next: ${hint}`])])
}
