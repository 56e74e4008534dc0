import type {PhoneResult} from '../session/on-phones.ts'
import type {PhoneView} from '../service/phone-view.ts'
import {showError} from './render-set-up.ts'
import {visible} from './escape-controls.ts'

export function showViews(results: readonly PhoneResult<PhoneView>[]): string {
  return visible(results.map((result) => (result.error === undefined ? show(result) : showError(result.host, result.error))).join('\n\n'))
}

function show({host, serial, model, rom, build, arch, root, sshd, keys, foreignKeys, boot, open}: PhoneView): string {
  const reach = sshd.listen.length === 0 ? 'every address' : sshd.listen.join(', ')
  const state = sshd.setUp
    ? `${sshd.running ? 'runs' : 'does not run'}, layout ${sshd.layout}, port ${sshd.port} on ${reach}${sshd.unfinished ? ', not finished: run ops phone sshd again' : ''}`
    : 'not set up by ops'
  return [
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
    ...open.map((door) => `open: ${door}`),
  ].join('\n')
}
