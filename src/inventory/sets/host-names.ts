import {OpsError} from '../../errors/index.ts'
import {emptyScope, expandHosts} from '../../hostset/index.ts'

/** Hosts that a key of `hosts:` stands for, or why it stands for none. */
export type HostNames =
  | {names: string[]; problem?: undefined}
  | {names?: undefined; problem: {message: string; hint: string}; meant: (name: string) => boolean}

const name = /^[\p{L}\p{N}_][\p{L}\p{N}_.:-]*$/u

/** `web1` and `node[1-16]`; a key is checked before it is expanded, because blanks and commas separate in a host set. */
export function hostNames(key: string): HostNames {
  if (name.test(key) && !key.includes('..')) return {names: [key]}
  const reason = whyNot(key)
  if (reason !== undefined) return refused(key, key, reason)
  try {
    const names = expandHosts(key, emptyScope)
    const wrong = names.find((one) => !name.test(one))
    return wrong === undefined
      ? {names}
      : refused(key, wrong, whyNot(wrong) ?? 'it has a character that is not a letter, digit, ".", "-", "_" or ":"')
  } catch (error) {
    if (!(error instanceof OpsError)) throw error
    return {problem: {message: error.message, hint: hintFor(key)}, meant: meantBy(key)}
  }
}

function refused(key: string, wrong: string, reason: string): HostNames {
  const message = `${JSON.stringify(wrong)} is not a host name: ${reason}.`
  return {problem: {message, hint: hintFor(key)}, meant: meantBy(key)}
}

/** Whether a name that is used elsewhere was probably meant by a key that was refused. */
function meantBy(key: string): (name: string) => boolean {
  const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '')
  const stem = key.split('[')[0] ?? ''
  return (name) => {
    if (letters(name) === letters(key)) return true
    return key.includes('[') && name.startsWith(stem) && /^(?:\d+|\p{L})(?:[^\p{L}\p{N}].*)?$/u.test(name.slice(stem.length))
  }
}

function hintFor(key: string): string {
  const [stem = ''] = /^[\p{L}_][\p{L}_-]{0,20}(?=[\d[{.])/u.exec(key) ?? []
  return `Write one name, or a range such as ${stem === '' ? 'web' : stem}[1-3].`
}

function whyNot(key: string): string | undefined {
  if (key === '') return 'it is empty'
  const control = /\p{Cc}/u.exec(key)
  if (control !== null) return `it contains the control character U+${control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  if (/\s/u.test(key)) return 'it contains a blank'
  if (key.includes('..')) return 'it contains ".."'
  if (key.startsWith('-')) return 'it begins with "-", as options do'
  const operator = /[@*?!&^]/.exec(key.replace(/\[[^\]]*\]/g, ''))
  return operator === null ? undefined : `it contains "${operator[0]}"`
}
