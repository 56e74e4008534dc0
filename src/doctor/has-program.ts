import {constants} from 'node:fs'
import {access} from 'node:fs/promises'
import {delimiter, join} from 'node:path'

/** Is there an executable of that path, or of that name in PATH (or in the administrators' folders, which users' PATHs often lack)? */
export async function hasProgram(name: string, env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
  const files = name.includes('/') ? [name] : folders.map((folder) => join(folder, name))
  const found = await Promise.all(
    files.map((file) =>
      access(file, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  )
  return found.includes(true)
}
