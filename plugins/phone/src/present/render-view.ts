import type {PhoneResult} from '../session/on-phones.ts'
import type {PhoneView} from '../service/phone-view.ts'
import {joinLines} from '@ops/core/untrusted'
import {renderError} from './render-set-up.ts'

export function renderViews(results: readonly PhoneResult<PhoneView>[]): string {
  return results.map((result) => (result.error === undefined ? show(result) : renderError(result.host, result.error))).join('\n\n')
}

function show({host, serial, model, rom, build, arch, root, sshd, keys, foreignKeys, boot, open}: PhoneView): string {
  const reach = sshd.listen.length === 0 ? 'every address' : sshd.listen.join(', ')
  const state = sshd.setUp
    ? `${sshd.running ? 'runs' : 'does not run'}, layout ${sshd.layout}, port ${sshd.port} on ${reach}${sshd.unfinished ? ', unfinished; run ops phone sshd again' : ''}`
    : 'not set up by ops'
  return joinLines([
    `${host}: ${model} (${serial}), ${build} build, ${arch}, adbd ${root ? 'runs as root' : 'does not run as root'}`,
    rom.sentence,
    ...rom.differences.map((difference) => `  differs: ${difference}`),
    `sshd: ${state}`,
    ...keys.map(
      ({type, comment, expires, expired}) =>
        `key: ${type} ${comment}${expires === null ? '' : `, ${expired ? 'expired' : 'until'} ${expires}`}`,
    ),
    ...(foreignKeys === 0 ? [] : [`keys of others: ${foreignKeys}`]),
    ...(sshd.setUp ? [`boot: ${boot.sentence}`] : []),
    ...open.map((exposure) => `exposure: ${exposure}`),
  ])
}
