import {emptyScope, expandHosts} from '../hostset/index.ts'

/** Hosts that a key of `hosts:` stands for, or why it stands for none. */
export type HostNames = {names: string[]; problem?: undefined} | {names?: undefined; problem: {message: string; hint: string}}

const hint = 'Write one name, or a range such as web[1-4].'
const name = /^[\p{L}\p{N}_][\p{L}\p{N}_.:-]*$/u

/** `web1` and `node[1-16]`; a key is checked before it is expanded, because blanks and commas separate in a host set. */
export function hostNames(key: string): HostNames {
  const reason = whyNot(key)
  if (reason !== undefined) return refused(key, reason)
  if (name.test(key)) return {names: [key]}
  try {
    const names = expandHosts(key, emptyScope)
    const wrong = names.find((one) => !name.test(one))
    return wrong === undefined
      ? {names}
      : refused(wrong, whyNot(wrong) ?? 'it has a character that is not a letter, digit, ".", "-", "_" or ":"')
  } catch (error) {
    return {problem: {message: (error as Error).message, hint}}
  }
}

function refused(key: string, reason: string): HostNames {
  const message = `${JSON.stringify(key)} is not a host name: ${reason}.`
  return {problem: {message, hint}}
}

function whyNot(key: string): string | undefined {
  if (key === '') return 'it is empty'
  const control = /\p{Cc}/u.exec(key)
  if (control !== null) return `it contains the control character U+${control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  if (/\s/u.test(key)) return 'it contains a blank'
  if (key.startsWith('-')) return 'it begins with "-", as options do'
  const operator = /[@*?!&^]/.exec(key.replace(/\[[^\]]*\]/g, ''))
  return operator === null ? undefined : `it contains "${operator[0]}"`
}
