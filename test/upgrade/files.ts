import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {gunzipSync, gzipSync} from 'node:zlib'

export const fixtures = join(import.meta.dirname, 'fixtures')

/** The lines of a fixture, each a JSON value; those that are large are kept compressed. */
export function readNdjson<T>(file: string): T[] {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
}

export function writeNdjson(file: string, values: readonly unknown[]): void {
  const text = values.map((value) => `${JSON.stringify(value)}\n`).join('')
  mkdirSync(dirname(file), {recursive: true})
  writeFileSync(file, file.endsWith('.gz') ? gzipSync(text, {level: 9}) : text)
}
