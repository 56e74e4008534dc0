import {didYouMean} from '@ops/core/spelling'
import {formatProblem, shortList, type YamlFile} from '@ops/core/yaml'
import {isWithin} from './category-of.ts'
import type {DataFile} from './read-data-file.ts'
import type {ServiceData, SiteData} from './schema.ts'

/** Problems between files: names used twice, content without a category, directories outside of all categories. */
export function crossCheck(service: DataFile<ServiceData>, sites: readonly DataFile<SiteData>[]): string[] {
  return [...checkSites(service, sites), ...checkService(service)]
}

function checkSites({yaml, value}: DataFile<ServiceData>, sites: readonly DataFile<SiteData>[]): string[] {
  const problems: string[] = []
  const seen = new Map<string, string>()
  for (const site of sites) {
    site.value.hosts.forEach((host, at) => {
      const before = seen.get(host.name)
      if (before !== undefined)
        problems.push(problemAt(site.yaml, ['hosts', at, 'name'], `duplicate host "${host.name}"; first defined at ${before}.`, renameOne))
      seen.set(host.name, placeOf(site.yaml, ['hosts', at, 'name']))
      for (const category of Object.keys(host.content)) {
        if (!Object.hasOwn(value.categories, category))
          problems.push(
            problemAt(
              site.yaml,
              ['hosts', at, 'content', category],
              `${yaml.file} has no category "${category}".`,
              oneOf(category, Object.keys(value.categories)),
            ),
          )
      }
    })
  }
  return problems
}

function checkService({yaml, value}: DataFile<ServiceData>): string[] {
  const problems: string[] = []
  const tops = Object.values(value.categories).map((category) => category.directory)
  const inNoCategory = (directory: string) => !tops.some((top) => isWithin(directory, top))
  const keys = new Map<string, string>()
  value.repositories.forEach(({repo, arch, directory}, at) => {
    if (inNoCategory(directory))
      problems.push(problemAt(yaml, ['repositories', at, 'directory'], `"${directory}" is in the directory of no category.`, addCategory))
    const before = keys.get(`${repo}+${arch}`)
    if (before !== undefined)
      problems.push(
        problemAt(yaml, ['repositories', at], `duplicate repository ${repo} for ${arch}; first defined at ${before}.`, renameOne),
      )
    else keys.set(`${repo}+${arch}`, placeOf(yaml, ['repositories', at]))
  })
  value.directories.forEach((directory, at) => {
    if (inNoCategory(directory))
      problems.push(problemAt(yaml, ['directories', at], `"${directory}" is in the directory of no category.`, addCategory))
  })
  const repositories = new Set(value.repositories.map(({repo}) => repo))
  for (const [from, to] of Object.entries(value.redirects))
    if (!repositories.has(to))
      problems.push(
        problemAt(yaml, ['redirects', from], `"${from}" redirects to "${to}", which is not a repository.`, oneOf(to, repositories)),
      )
  return problems
}

const renameOne = 'Rename or remove one of them.'
const addCategory = 'Correct it, or add a category for it.'
const oneOf = (typed: string, known: Iterable<string>) => didYouMean(typed, known) ?? `Use one of ${shortList([...known])}, or add it.`

function problemAt(yaml: YamlFile, path: readonly PropertyKey[], message: string, hint: string): string {
  return formatProblem({spot: yaml.spot(path), message, hint})
}

function placeOf(yaml: YamlFile, path: readonly PropertyKey[]): string {
  const {file, line, column} = yaml.spot(path)
  return `${file}:${line}:${column}`
}
