import {accessSync, constants} from 'node:fs'
import {delimiter, join} from 'node:path'

/** Where a program lies: a path, or a name in PATH or in the administrators' folders, which users' PATHs often lack. */
export function findProgram(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
  const files = name.includes('/') ? [name] : folders.map((folder) => join(folder, name))
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
