import type {FileVersion} from '../cache/mirror-cache.ts'
import {escapeXml} from './xml.ts'

export const metalinkType = 'application/metalink+xml'

const start = '<?xml version="1.0" encoding="utf-8"?>\n<metalink version="3.0" xmlns="http://www.metalinker.org/" type="dynamic" pubdate="'
/** librepo searches for the literal text `mm0:`, so the prefix is part of the format. */
const opened = '" generator="mirrormanager" xmlns:mm0="http://fedorahosted.org/mirrormanager">\n'

/** `pubdate` (RFC 9110's IMF-fixdate, always 29 letters) changes every second, everything else of the head does not. */
export function metalinkHead(pubdate: string): string {
  return `${start}${pubdate}${opened}`
}

/** For an answer that was made in an earlier second. */
export function writePubdate(answer: Buffer, pubdate: string): void {
  answer.write(pubdate, start.length, 'latin1')
}

/** The part between the head and the URLs. */
export function metalinkFile(name: string, versions: readonly FileVersion[]): string {
  const [current, ...alternates] = versions
  const older = alternates.map((one) => `    <mm0:alternate>\n${details(one, '     ')}    </mm0:alternate>\n`)
  return [
    ` <files>\n  <file name="${escapeXml(name)}">\n`,
    current === undefined ? '' : details(current, '   '),
    older.length === 0 ? '' : `   <mm0:alternates>\n${older.join('')}   </mm0:alternates>\n`,
    '   <resources maxconnections="1">\n',
  ].join('')
}

export const metalinkFoot = '   </resources>\n  </file>\n </files>\n</metalink>\n'

function details({timestamp, size, md5, sha1, sha256, sha512}: FileVersion, indent: string): string {
  const hashes = Object.entries({md5, sha1, sha256, sha512}).filter(([, value]) => value !== '')
  return [
    timestamp === 0 ? '' : `${indent}<mm0:timestamp>${timestamp}</mm0:timestamp>\n`,
    size === 0 ? '' : `${indent}<size>${size}</size>\n`,
    `${indent}<verification>\n`,
    ...hashes.map(([type, value]) => `${indent} <hash type="${type}">${escapeXml(value)}</hash>\n`),
    `${indent}</verification>\n`,
  ].join('')
}
