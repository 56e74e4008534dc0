import {copyFile, rm} from 'node:fs/promises'
import {errors} from '../errors/inputs.ts'
import {findDatabase, type FoundDatabase} from './find-database.ts'
import {type OpenDatabase, openDatabase} from './open-database.ts'
import {errorMessage} from '@ops/core/text'

export interface CopiedDatabase {
  found: FoundDatabase
  /** For people: which file, how old. */
  description: string
  ageDays: number
  /** Older than 90 days: addresses have changed owners since. */
  old: boolean
}

const dayMs = 86_400_000
const oldDays = 90

/**
 * Copies the database that there is to `copy`, and sees that it works: the file itself may be overwritten at any moment, and
 * workers start at any. Throws MIRRORLIST_COUNTRIES_MISSING, MIRRORLIST_INPUT_MISSING or MIRRORLIST_GEOIP_BAD, and then leaves no copy.
 */
export async function copyDatabase(given: string | undefined, copy: string, now: number): Promise<CopiedDatabase> {
  const found = await findDatabase(given)
  if (found === undefined) throw errors.MIRRORLIST_COUNTRIES_MISSING({})
  const {description, builtAt} = await copyAndOpen(found.file, copy)
  const ageMs = now - builtAt
  return {found, description, ageDays: Math.floor(ageMs / dayMs), old: ageMs > oldDays * dayMs}
}

async function copyAndOpen(file: string, copy: string): Promise<OpenDatabase> {
  try {
    await copyFile(file, copy).catch((cause: Error) => {
      throw errors.MIRRORLIST_INPUT_MISSING({cause}, 'country database', file, errorMessage(cause))
    })
    return await openDatabase(copy, file)
  } catch (error) {
    await rm(copy, {force: true})
    throw error
  }
}
