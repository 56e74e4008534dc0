import type {ErrorJson} from '@ops/core/errors'
import {plural} from '@ops/core/text'
import type {PhoneResult} from '../session/on-phones.ts'
import type {SetUpOutcome} from '../service/set-up-sshd.ts'
import {visible} from './escape-controls.ts'

/** What `ops phone sshd` tells a person about its phones. */
export function showSetUp(results: readonly PhoneResult<SetUpOutcome>[], check: boolean): string {
  return visible(
    results.map((result) => (result.error === undefined ? show(result, check) : showError(result.host, result.error))).join('\n\n'),
  )
}

function show({host, rom, rolledBack, plan, unseen, changes, changed, checks, hostKey, boot, open}: SetUpOutcome, check: boolean): string {
  const count = plural(changes, 'change')
  const needed = changes === 1 ? `${count} is needed` : `${count} are needed`
  const verb = changes === 0 || (!check && !changed) ? 'no changes' : check ? needed : `done, ${count}`
  return [
    `${host}: ${verb}`,
    rom.sentence,
    ...rom.differences.map((difference) => `  differs: ${difference}`),
    ...(rolledBack.length === 0
      ? []
      : [`rolled back first, what a run before this one could not prove and was stopped over: ${rolledBack.join(', ')}`]),
    ...(plan === '' ? [] : [plan]),
    ...unseen.map((path) => `not known without root: ${path}`),
    ...checks.map(({name, detail}) => `proved: ${name}: ${detail}`),
    ...(hostKey === undefined
      ? []
      : [`host key: ${{new: 'pinned', same: 'as pinned', changed: 'changed on the phone, pinned anew over adb'}[hostKey]}`]),
    ...(boot === undefined ? [] : [`boot: ${boot.sentence}`]),
    ...open.map((door) => `open: ${door}`),
  ].join('\n')
}

export function showError(host: string, {message, hint}: ErrorJson): string {
  return [message.startsWith(host) ? message : `${host}: ${message}`, ...(hint === undefined ? [] : [`  Next: ${hint}`])].join('\n')
}
