import {errorMessage} from '@ops/core/text'
import {createHash} from 'node:crypto'
import {createReadStream} from 'node:fs'
import {PassThrough} from 'node:stream'
import {StringDecoder} from 'node:string_decoder'
import {pipeline} from 'node:stream/promises'
import {createGunzip} from 'node:zlib'
import {errors} from '../errors/stats.ts'
import {CountSum} from './store/counts.ts'
import {parseLogLine} from './log-line.ts'
import {dayAt, StatsStore} from './store/stats-store.ts'

export interface ImportInput {
  store: string
  files: readonly string[]
  /** Countries that are counted as N/A. */
  fold: readonly string[]
  now: number
}

export interface Imported {
  file: string
  lines: number
  /** Lines that are not accesses, or are dated in the future. */
  skipped: number
  days: string[]
  /** It was counted before, perhaps under another name, and so is not counted now. */
  already?: {file: string; at: string}
}

/** What MirrorManager writes for a country that it does not know. */
const unknownCountry = 'N/A'

/** Counts access logs into the statistics: each file whole or not at all, and none twice. Throws MIRRORLIST_LOG_BAD, MIRRORLIST_STORE_BAD. */
export async function importLogs({store: path, files, fold, now}: ImportInput, signal: AbortSignal): Promise<Imported[]> {
  const folded = new Set(fold.map((country) => country.toUpperCase()))
  using store = new StatsStore(path)
  const done: Imported[] = []
  for (const file of files) {
    // One day more, for time zones where tomorrow has begun.
    const {days, lines, skipped, digest} = await readLog(file, {folded, lastDay: dayAt(now + 86_400_000)}, signal)
    if (lines === 0) throw errors.MIRRORLIST_LOG_BAD({}, file, `none of its ${skipped} lines is an access`)
    const before = store.import(days, {digest, file, at: now, lines})
    const already = before === undefined ? {} : {already: {file: before.file, at: new Date(before.at).toISOString()}}
    done.push({file, lines, skipped, days: [...days.keys()].sort(), ...already})
  }
  return done
}

interface Limits {
  folded: ReadonlySet<string>
  lastDay: string
}

async function readLog(file: string, {folded, lastDay}: Limits, signal: AbortSignal) {
  const days = new Map<string, CountSum>()
  const hash = createHash('sha256')
  let lines = 0
  let skipped = 0
  const text = file.endsWith('.gz') ? createGunzip() : new PassThrough()
  const count = async () => {
    for await (const line of linesOf(text)) {
      const access = parseLogLine(line)
      if (access === undefined || access.date > lastDay) {
        if (line.trim() !== '') skipped++
        continue
      }
      lines++
      const sum = days.get(access.date) ?? new CountSum()
      days.set(access.date, sum)
      const country = access.country.toUpperCase()
      sum.addOne('countries', /^[A-Z]{2}$/.test(country) && !folded.has(country) ? country : unknownCountry, 1)
      sum.addOne('repositories', access.repo, 1)
      sum.addOne('archs', access.arch, 1)
    }
  }
  try {
    // The digest is of the text, so a log is the same one before and after it was compressed.
    text.on('data', (part: Buffer) => hash.update(part))
    await Promise.all([pipeline(createReadStream(file), text, {signal}), count()])
  } catch (cause) {
    signal.throwIfAborted()
    throw errors.MIRRORLIST_LOG_BAD({cause}, file, errorMessage(cause))
  }
  return {days, lines, skipped, digest: hash.digest('hex')}
}

/** Characters of a line; beyond them it is no line of a log, and what holds no line end must not fill the memory. */
const maxLength = 16_384

/** Lines of a text, without their ends; a line that is too long is cut. */
async function* linesOf(parts: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder()
  let begun = ''
  for await (const part of parts) {
    const [first = '', ...rest] = decoder.write(part).split('\n')
    if (begun.length < maxLength) begun += first.slice(0, maxLength)
    for (const next of rest) {
      yield begun
      begun = next.slice(0, maxLength)
    }
  }
  if (begun !== '') yield begun
}
