import {once} from 'node:events'
import {request} from 'node:http'
import {clientCountries} from './data.ts'
import type {Kind} from './wrk.ts'

const clients = 64

interface Reply {
  status: number
  bytes: number
  /** Names of the mirrors, sorted: order is random, and which of a host's URLs comes first is each server's own. */
  mirrors: string
}

async function ask(base: string, kind: Kind, client: number): Promise<Reply> {
  const forwarded = `198.18.${client % clientCountries.length}.1`
  const sent = request(`${base}/${kind}?repo=repo-${client}&arch=x86_64`, {headers: {'x-forwarded-for': forwarded}}).end()
  const [response] = await once(sent, 'response')
  let text = ''
  response.setEncoding('latin1')
  for await (const part of response) text += part
  const mirrors = [...text.matchAll(/\b(?:https?|rsync):\/\/([^/]+\.example\.org)/g)].map(([, name]) => name)
  return {status: response.statusCode, bytes: text.length, mirrors: [...new Set(mirrors)].sort().join(' ')}
}

/** Mean bytes of a body over what wrk will ask. */
export async function averageSize(base: string, kind: Kind): Promise<number> {
  let sum = 0
  for (let client = 0; client < clients; client++) sum += (await ask(base, kind, client)).bytes
  return sum / clients
}

/** Throws unless both servers give the same clients the same mirrors: otherwise they would be measured at different work. */
export async function agree(ours: string, peer: string, kind: Kind): Promise<void> {
  for (let client = 0; client < clients; client++) {
    const [one, other] = [await ask(ours, kind, client), await ask(peer, kind, client)]
    if (one.status === other.status && one.mirrors === other.mirrors) continue
    throw new Error(
      `${peer} does not serve the same data: of repo-${client} it gives ${other.status} and ${other.mirrors.split(' ').length} mirrors, ` +
        `this server ${one.status} and ${one.mirrors.split(' ').length}. Next: start it with what --write DIR wrote.`,
    )
  }
}
