import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {join, matchesGlob} from 'node:path'
import type {Interfaces} from '@oclif/core'
import {errorMessage} from '../text/index.ts'

/** What oclif knows of a plugin. */
export interface PluginPackage {
  name: string
  root: string
  pjson: object
}

/** A plugin that oclif could not load: it is in no list of oclif's, so that its guards would be missing without a word. */
export interface LostPackage {
  name: string
  /** The file that names it. */
  namedIn: string
  /** Undefined: it is not installed. */
  found?: {root: string; reason: string}
}

type Config = Pick<Interfaces.Config, 'dataDir' | 'pjson' | 'plugins' | 'root'>

/** The plugins that package.json files name, and that oclif has not loaded. */
export async function findLostPackages(config: Config): Promise<LostPackage[]> {
  const ofUser = await namedByUser(config)
  if (!Array.isArray(ofUser)) return [ofUser]
  const wanted = [...namedByOps(config), ...ofUser]
  // oclif's own plugins bring commands only.
  const lost = wanted.filter(({name}) => !config.plugins.has(name) && !name.startsWith('@oclif/'))
  return Promise.all(lost.map(async (one) => ({name: one.name, namedIn: one.namedIn, ...(await lookFor(one))})))
}

interface Wanted {
  name: string
  /** The folder below which it is installed; of a linked one, its own. */
  root: string
  type: string
  namedIn: string
}

/** A name without wildcards counts also where `dependencies` lacks it. */
function namedByOps({pjson, root, plugins}: Config): Wanted[] {
  const dependencies = Object.keys(pjson.dependencies ?? {}).filter((name) => !plugins.has(name))
  const patterns = (pjson.oclif.plugins ?? []).filter((pattern) => typeof pattern === 'string')
  const names = patterns.flatMap((pattern) =>
    /[*?{[]/.test(pattern) ? dependencies.filter((name) => mayMatch(name, pattern) && matchesGlob(name, pattern)) : [pattern],
  )
  return names.map((name) => ({name, root, type: 'core', namedIn: join(root, 'package.json')}))
}

/** Whether a name begins with the plain text that the pattern begins with. Node's matcher takes 3 ms to load, and is seldom needed. */
const mayMatch = (name: string, pattern: string) => name.startsWith(/^(?:@(?!\())?[\w/.-]*/.exec(pattern)?.[0] ?? '')

type UserList = {oclif?: {plugins?: {name: string; root?: string; type: string}[]}}

/** Plugins of the user's own, in the file of `@oclif/plugin-plugins`; a list that cannot be read may name any. */
async function namedByUser({dataDir}: Config): Promise<Wanted[] | LostPackage> {
  const namedIn = join(dataDir, 'package.json')
  if (!existsSync(namedIn)) return []
  try {
    const {oclif} = JSON.parse(await readFile(namedIn, 'utf8')) as UserList
    return (oclif?.plugins ?? []).map(({name, root = dataDir, type}) => ({name, root, type, namedIn}))
  } catch (error) {
    return {name: `of ${namedIn}`, namedIn, found: {root: namedIn, reason: errorMessage(error)}}
  }
}

/** Loads it once more, for the reason. */
async function lookFor({name, root, type}: Wanted): Promise<Pick<LostPackage, 'found'>> {
  const folders = createRequire(join(root, 'package.json')).resolve.paths(name) ?? []
  const found = type === 'link' ? root : folders.map((folder) => join(folder, name)).find((folder) => existsSync(folder))
  if (found === undefined) return {}
  const {Plugin} = await import('@oclif/core')
  try {
    await new Plugin({name, root, type}).load()
    return {found: {root: found, reason: 'its commands cannot be read'}}
  } catch (error) {
    return {found: {root: found, reason: errorMessage(error).split('\n')[0] ?? ''}}
  }
}
