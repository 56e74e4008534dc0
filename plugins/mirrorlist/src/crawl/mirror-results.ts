import type {ErrorJson, HostResult} from '@ops/core/errors'
import {errors} from '../errors/crawl.ts'
import type {Crawled} from './crawl.ts'
import type {Visit} from './findings/visit.ts'

export interface MirrorResult extends HostResult {
  families: string
  requests: number
  urls: {url: string; ok: boolean; reason?: string; certificateEnds?: string}[]
  directories: {directory: string; state: string; ageDays?: number; reason?: string}[]
  offers: {http: string; https: string}[]
  cut?: string
}

const familyNames = ['none', 'IPv4', 'IPv6', 'IPv4 and IPv6']

export function mirrorResults({visits}: Crawled): MirrorResult[] {
  return visits.map((visit) => {
    const error = errorOf(visit)
    return {
      host: visit.host,
      families: familyNames[visit.families] ?? '',
      requests: visit.requests,
      urls: visit.urls.map(({url, ok, reason, certificateEnds}) => ({
        url,
        ok,
        ...(reason === '' ? {} : {reason}),
        ...(certificateEnds === undefined ? {} : {certificateEnds: new Date(certificateEnds).toISOString()}),
      })),
      directories: visit.content.map(({directory, state, ageDays, reason}) => ({
        directory,
        state,
        ...(ageDays === undefined ? {} : {ageDays}),
        ...(reason === '' ? {} : {reason}),
      })),
      offers: visit.offers,
      ...(visit.cut === undefined ? {} : {cut: visit.cut}),
      ...(error === undefined ? {} : {error}),
    }
  })
}

/** What is wrong with a mirror as a whole, the worst first. */
function errorOf({host, urls, content}: Visit): ErrorJson | undefined {
  const failed = urls.filter(({ok}) => !ok)
  if (urls.length > 0 && failed.length === urls.length)
    return errors.MIRRORLIST_MIRROR_UNREACHABLE({host}, host, failed[0]?.reason ?? '').toJSON()
  const unreachable = content.find(({state}) => state === 'unreachable')
  if (unreachable !== undefined && content.every(({state}) => state === 'unreachable'))
    return errors.MIRRORLIST_MIRROR_UNREACHABLE({host}, host, unreachable.reason).toJSON()
  const bad = content.filter(({state}) => state !== 'current' && state !== 'behind' && state !== 'unknown')
  if (bad[0] !== undefined) return errors.MIRRORLIST_MIRROR_BAD({host}, host, bad.length, bad[0].reason).toJSON()
  return undefined
}
