import {constants} from 'node:fs'
import {access} from 'node:fs/promises'
import {resolve} from 'node:path'
import {homeFolder} from '../files/index.ts'
import {foldHosts} from '../hostset/index.ts'
import type {DoctorFinding} from '../seams/doctor.ts'
import {errorMessage} from '../text/index.ts'

/** A key file that the inventory names for a machine or phone. */
interface KeyFileNeed {
  file: string
  /** Whose key it is. */
  name: string
  /** Where the inventory names it: `ssh: identity`. */
  key: string
  feature: string
}

/** A finding for each key file of this machine. A name in which ssh itself fills something in (`%d`) is left to ssh. */
export async function findKeyFiles(needs: Iterable<KeyFileNeed>): Promise<DoctorFinding[]> {
  const byFile = Map.groupBy(
    [...needs].filter(({file}) => !file.includes('%')),
    ({file, key}) => JSON.stringify([file, key]),
  )
  return Promise.all(
    [...byFile.values()].map(async (users): Promise<DoctorFinding> => {
      const [{file, key, feature}] = users as [KeyFileNeed, ...KeyFileNeed[]]
      const names = foldHosts(users.map(({name}) => name))
      const base = {subject: `${file} on this machine`, feature: `${feature} (${names})`}
      const fault = await faultOf(resolve(file.replace(/^~(?=\/)/, () => homeFolder())))
      if (fault === undefined) return {...base, state: 'ok', message: `The key file of ${names} is readable.`}
      const fix = `put the key there, or correct "${key}" of ${names} in the inventory`
      return {...base, state: 'missing', message: `The key file of ${names} ${fault}.`, fix}
    }),
  )
}

async function faultOf(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.R_OK)
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : `cannot be read: ${errorMessage(error)}`
  }
}
