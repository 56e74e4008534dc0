import {readdir} from 'node:fs/promises'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import pMap from 'p-map'
import {errors} from '../errors/inputs.ts'
import {dataFiles} from './data-files.ts'
import {
  type DetailsData,
  detailsSchema,
  type ServiceData,
  serviceSchema,
  type SiteData,
  siteSchema,
  type StatusData,
  statusSchema,
} from './schema.ts'
import {type Problem, readYamlFile, type YamlFile} from './yaml-file.ts'

export interface MirrorData {
  service: ServiceData
  sites: SiteData[]
  details: DetailsData
  status: StatusData
}

/** Files read at once: enough to keep the disk busy, far below any limit of open files. */
const concurrency = 32

/** Reads a folder of mirror data. Throws MIRRORLIST_INPUT_MISSING, or MIRRORLIST_DATA_BAD with all problems at once. */
export async function loadData(folder: string): Promise<MirrorData> {
  const mirrors = join(folder, dataFiles.mirrors)
  const names = await readdir(mirrors).catch((cause: Error) => {
    throw errors.MIRRORLIST_INPUT_MISSING({cause}, 'folder of mirrors', mirrors, cause.message)
  })
  const problems: Problem[] = []
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort()
  // Half a checkout, or the wrong folder. Served, it would leave everyone without mirrors.
  if (files.length === 0) problems.push(`${dataFiles.mirrors}: there is no file of a mirror (*.yaml) in it.`)
  const [service, sites, details, status] = await Promise.all([
    readYamlFile(join(folder, dataFiles.service), dataFiles.service, serviceSchema, problems),
    pMap(files, (name) => readYamlFile(join(mirrors, name), `${dataFiles.mirrors}/${name}`, siteSchema, problems), {concurrency}),
    optional(folder, dataFiles.details, (path, name) => readYamlFile(path, name, detailsSchema, problems)),
    // JSON is YAML, and so gets the same sentences.
    optional(folder, dataFiles.status, (path, name) => readYamlFile(path, name, statusSchema, problems)),
  ])
  const read = sites.filter((site) => site !== undefined)
  if (service !== undefined) problems.push(...crossCheck(service, read))
  // Files are read side by side: told in the order of their places, the same fault reads the same every time.
  problems.sort(new Intl.Collator('en', {numeric: true}).compare)
  if (problems.length > 0 || service === undefined) throw errors.MIRRORLIST_DATA_BAD({}, problems)
  return {
    service: service.value,
    sites: read.map(({value}) => value),
    details: details?.value ?? [],
    status: status?.value ?? {families: {}, excluded: [], broken: []},
  }
}

async function optional<T>(folder: string, name: string, read: (path: string, name: string) => Promise<T>): Promise<T | undefined> {
  const path = join(folder, name)
  return existsSync(path) ? read(path, name) : undefined
}

/** What no single file shows: names used twice, content that nobody defined. */
function crossCheck(service: YamlFile<ServiceData>, sites: readonly YamlFile<SiteData>[]): Problem[] {
  const problems: Problem[] = []
  const seen = new Map<string, string>()
  for (const site of sites) {
    site.value.hosts.forEach((host, at) => {
      const place = site.at('hosts', at, 'name')
      const before = seen.get(host.name)
      if (before !== undefined) problems.push(`${place}: the host "${host.name}" stands at ${before} already.`)
      seen.set(host.name, place)
      for (const category of Object.keys(host.content)) {
        if (!Object.hasOwn(service.value.categories, category))
          problems.push(`${site.at('hosts', at, 'content', category)}: ${service.file} has no category "${category}".`)
      }
    })
  }
  const tops = Object.values(service.value.categories).map((category) => category.directory)
  const keys = new Set<string>()
  service.value.repositories.forEach(({repo, arch, directory}, at) => {
    if (!tops.some((top) => isWithin(directory, top)))
      problems.push(`${service.at('repositories', at, 'directory')}: "${directory}" is in the directory of no category.`)
    if (keys.has(`${repo}+${arch}`)) problems.push(`${service.at('repositories', at)}: ${repo} for ${arch} stands here twice.`)
    keys.add(`${repo}+${arch}`)
  })
  service.value.directories.forEach((directory, at) => {
    if (!tops.some((top) => isWithin(directory, top)))
      problems.push(`${service.at('directories', at)}: "${directory}" is in the directory of no category.`)
  })
  const repositories = new Set(service.value.repositories.map(({repo}) => repo))
  for (const [from, to] of Object.entries(service.value.redirects))
    if (!repositories.has(to)) problems.push(`${service.at('redirects', from)}: "${from}" leads to "${to}", which is no repository.`)
  return problems
}

export function isWithin(directory: string, top: string): boolean {
  return directory === top || directory.startsWith(`${top}/`)
}

/** The category of a directory: the longest one that holds it, as one may lie within another. */
export function categoryOf(directory: string, categories: ServiceData['categories']): string | undefined {
  return Object.entries(categories)
    .filter(([, category]) => isWithin(directory, category.directory))
    .sort(([, a], [, b]) => b.directory.length - a.directory.length)[0]?.[0]
}
