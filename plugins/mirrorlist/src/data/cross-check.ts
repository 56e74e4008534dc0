import {formatProblem, type YamlFile} from '@ops/core/yaml'
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
      const {file, line, column} = site.yaml.spot(['hosts', at, 'name'])
      const before = seen.get(host.name)
      if (before !== undefined)
        problems.push(problemAt(site.yaml, ['hosts', at, 'name'], `duplicate host "${host.name}"; first defined at ${before}.`))
      seen.set(host.name, `${file}:${line}:${column}`)
      for (const category of Object.keys(host.content)) {
        if (!Object.hasOwn(value.categories, category))
          problems.push(problemAt(site.yaml, ['hosts', at, 'content', category], `${yaml.file} has no category "${category}".`))
      }
    })
  }
  return problems
}

function checkService({yaml, value}: DataFile<ServiceData>): string[] {
  const problems: string[] = []
  const tops = Object.values(value.categories).map((category) => category.directory)
  const inNoCategory = (directory: string) => !tops.some((top) => isWithin(directory, top))
  const keys = new Set<string>()
  value.repositories.forEach(({repo, arch, directory}, at) => {
    if (inNoCategory(directory))
      problems.push(problemAt(yaml, ['repositories', at, 'directory'], `"${directory}" is in the directory of no category.`))
    if (keys.has(`${repo}+${arch}`)) problems.push(problemAt(yaml, ['repositories', at], `duplicate repository ${repo} for ${arch}.`))
    keys.add(`${repo}+${arch}`)
  })
  value.directories.forEach((directory, at) => {
    if (inNoCategory(directory)) problems.push(problemAt(yaml, ['directories', at], `"${directory}" is in the directory of no category.`))
  })
  const repositories = new Set(value.repositories.map(({repo}) => repo))
  for (const [from, to] of Object.entries(value.redirects))
    if (!repositories.has(to))
      problems.push(problemAt(yaml, ['redirects', from], `"${from}" redirects to "${to}", which is not a repository.`))
  return problems
}

function problemAt(yaml: YamlFile, path: readonly PropertyKey[], message: string): string {
  return formatProblem({spot: yaml.spot(path), message})
}
