import {z} from 'zod'
import {commandMeta} from '../yaml/index.ts'
import {type Mistake, mistakeMessage, textForm} from './form.ts'

/** A command as a list of words. */
export const commandForm = z.array(z.string().min(1)).min(1).meta(commandMeta)

/** The name of a user on another machine, as ssh takes it. */
export const userForm = textForm((text) => {
  if (/^[^\s\p{Cc}@:/"'`$;&|<>()\\-][^\s\p{Cc}@:/"'`;&|<>()]*$/u.test(text)) return undefined
  const [, user, host] = /^([\w.-]+)@(.*)$/.exec(text) ?? []
  return {must: 'must be the name of a user', hint: user === undefined ? undefined : `Write ${user}, and "address: ${host}".`}
})

/** Work as the guards name it, with wildcards: a unit, container, user, process, tcp/PORT or udp/PORT. */
export const workForm = z
  .string({
    error: ({input}) =>
      typeof input === 'number' ? mistakeMessage({must: 'must be a text', hint: `For the TCP port write tcp/${input}.`}, input) : undefined,
  })
  .pipe(textForm(workMistake))

function workMistake(text: string): Mistake | undefined {
  if (text === '' || /\p{Cc}/u.test(text)) return {must: 'must be the name of a unit, container, user or process, tcp/PORT or udp/PORT'}
  const [, kind, port = ''] = /^(tcp|udp|sctp)[/:](.*)$/i.exec(text) ?? []
  const [, swapped, protocol = ''] = /^(\d+)\/(tcp|udp)$/i.exec(text) ?? []
  if (swapped !== undefined) {
    const name = protocol.toLowerCase()
    return {must: `must be ${name}/PORT for a port`, hint: `Write ${name}/${swapped}.`}
  }
  if (kind === undefined) return undefined
  const name = kind.toLowerCase()
  if (name === 'sctp')
    return {
      must: 'must be a unit, container, user, process, tcp/PORT or udp/PORT',
      hint: 'ops looks at TCP and UDP ports only: remove the line.',
    }
  const isPort = /^[\d*?]+$/.test(port) && (!/^\d+$/.test(port) || (Number(port) >= 1 && Number(port) <= 65_535))
  if (isPort && text.startsWith(`${name}/`)) return undefined
  return {
    must: `must be ${name}/PORT with a port from 1 to 65535, or with wildcards such as ${name}/80*`,
    hint: isPort ? `Write ${name}/${port}.` : undefined,
  }
}
