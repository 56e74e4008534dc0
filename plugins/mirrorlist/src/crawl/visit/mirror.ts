import type {MirrorData} from '../../data/load-data.ts'
import {categoryOf, isWithin} from '../../data/category-of.ts'

/** A host as the crawler sees it. */
export interface Mirror {
  name: string
  trees: Tree[]
}

/** What it carries of one category. */
export interface Tree {
  category: string
  /** Base URLs, https before http before rsync. */
  urls: string[]
  /** Directories of repositories in it, with their paths below a base URL. */
  directories: {directory: string; path: string}[]
}

const ranks = ['https:', 'http:', 'rsync:']

/** Active hosts with what there is to check on them. */
export function mirrorsOf({service, sites}: MirrorData): Mirror[] {
  const repositories = [...new Set(service.repositories.map(({directory}) => directory))]
  const homes = Map.groupBy(repositories, (directory) => categoryOf(directory, service.categories))
  return sites
    .flatMap((site) => site.hosts)
    .filter((host) => host.active)
    .map((host) => ({
      name: host.name,
      trees: Object.entries(host.content).map(([category, content]) => {
        const top = service.categories[category]?.directory ?? ''
        return {
          category,
          urls: content.urls.map((url) => url.replace(/\/+$/, '')).sort((a, b) => rank(a) - rank(b)),
          directories: (homes.get(category) ?? [])
            .map((directory) => ({directory, path: directory.slice(top.length + 1)}))
            .filter(({path}) => !content.exclude.some((excluded) => isWithin(path, excluded))),
        }
      }),
    }))
}

function rank(url: string): number {
  return ranks.indexOf(url.slice(0, url.indexOf(':') + 1).toLowerCase())
}

/** `BASE/PATH/FILE` with whatever of it is empty left out. */
export function joinUrl(base: string, ...parts: string[]): string {
  return [base.replace(/\/+$/, ''), ...parts.filter((part) => part !== '')].join('/')
}
