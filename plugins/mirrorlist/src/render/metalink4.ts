import type {FileVersion} from '../cache/mirror-cache.ts'
import type {MirrorEntry} from './mirror-entry.ts'
import {escapeXml} from './xml.ts'

export const metalink4Type = 'application/metalink4+xml'

/** Names of hash functions in the IANA registry that RFC 5854 section 4.2.4.2 points to. */
const hashNames = {md5: 'md5', sha1: 'sha-1', sha256: 'sha-256', sha512: 'sha-512'} as const

export interface Metalink4Input {
  name: string
  version: FileVersion
  mirrors: readonly MirrorEntry[]
  /** Milliseconds since 1970. */
  now: number
}

/** Metalink 4 (RFC 5854): priority counts up from 1, locations are lower case. */
export function metalink4({name, version, mirrors, now}: Metalink4Input): string {
  const hashes = Object.entries(hashNames).flatMap(([field, type]) => {
    const value = version[field as keyof typeof hashNames]
    return value === '' ? [] : [`    <hash type="${type}">${escapeXml(value)}</hash>`]
  })
  const urls = mirrors.flatMap(({country, urls: list}, at) =>
    list.map(({url}) => {
      const location = country === '' ? '' : ` location="${escapeXml(country.toLowerCase())}"`
      return `    <url${location} priority="${at + 1}">${escapeXml(url)}</url>`
    }),
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<metalink xmlns="urn:ietf:params:xml:ns:metalink">',
    '  <generator>ops-mirrorlist</generator>',
    `  <published>${new Date(now).toISOString().slice(0, 19)}Z</published>`,
    `  <file name="${escapeXml(name)}">`,
    ...(version.size === 0 ? [] : [`    <size>${version.size}</size>`]),
    ...hashes,
    ...urls,
    '  </file>',
    '</metalink>',
    '',
  ].join('\n')
}
