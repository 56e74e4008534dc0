import {createHash} from 'node:crypto'

/** Identity of a repomd.xml. */
export interface Repomd {
  sha256: string
  size: number
  /** Unix seconds: its newest part, else its revision; undefined without both. */
  timestamp: number | undefined
}

export const repomdFile = 'repodata/repomd.xml'

/** Undefined: this is not a repomd.xml (an error page, half a file). */
export function readRepomd(body: Buffer): Repomd | undefined {
  const text = body.toString('latin1')
  if (!/<repomd[\s>]/.test(text) || !/<\/repomd>\s*$/.test(text)) return undefined
  const times = [...text.matchAll(/<timestamp>\s*(\d{1,12})(?:\.\d+)?\s*<\/timestamp>/g)].map((match) => Number(match[1]))
  const revision = /<revision>\s*(\d{9,12})\s*<\/revision>/.exec(text)?.[1]
  const timestamp = times.length > 0 ? Math.max(...times) : revision === undefined ? undefined : Number(revision)
  return {sha256: createHash('sha256').update(body).digest('hex'), size: body.length, timestamp}
}
