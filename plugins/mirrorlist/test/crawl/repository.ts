import {createHash} from 'node:crypto'
import {mkdirSync, utimesSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'

/** A small but whole repomd.xml whose parts were made at `timestamp` (Unix seconds). */
export function repomd(timestamp: number): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<repomd xmlns="http://linux.duke.edu/metadata/repo">
  <revision>${timestamp}</revision>
  <data type="primary"><timestamp>${timestamp}</timestamp><location href="repodata/primary.xml.gz"/></data>
</repomd>
`)
}

export function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex')
}

/** Puts a repomd.xml into a tree, with the file time that rsync would carry over. */
export function putRepomd(tree: string, path: string, body: Buffer, timestamp: number): void {
  const file = join(tree, path, 'repodata/repomd.xml')
  mkdirSync(dirname(file), {recursive: true})
  writeFileSync(file, body)
  utimesSync(file, timestamp, timestamp)
}
