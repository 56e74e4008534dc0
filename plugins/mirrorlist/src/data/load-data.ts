import {readdir} from 'node:fs/promises'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import pMap from 'p-map'
import type {ZodType} from 'zod'
import {errors} from '../errors/inputs.ts'
import {crossCheck} from './cross-check.ts'
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
import {type ReadResult, readDataFile} from './read-data-file.ts'
import {errorMessage} from '@ops/core/text'

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
    throw errors.MIRRORLIST_INPUT_MISSING({cause}, 'folder of mirrors', mirrors, errorMessage(cause))
  })
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort()
  const [service, sites, details, status] = await Promise.all([
    readDataFile(join(folder, dataFiles.service), dataFiles.service, serviceSchema),
    pMap(files, (name) => readDataFile(join(mirrors, name), `${dataFiles.mirrors}/${name}`, siteSchema), {concurrency}),
    readOptional(folder, dataFiles.details, detailsSchema),
    // JSON is YAML, and so its problems read the same.
    readOptional(folder, dataFiles.status, statusSchema),
  ])
  const good = sites.flatMap(({found}) => found ?? [])
  const problems = [
    // Half a checkout, or the wrong folder: a server of such data would leave all clients without mirrors.
    ...(files.length === 0 ? [`${dataFiles.mirrors}: no mirror file (*.yaml) found.`] : []),
    ...[service, ...sites, details, status].flatMap((file) => file.problems),
    ...(service.found === undefined ? [] : crossCheck(service.found, good)),
  ]
  // Files are read side by side; sorted by place, the same fault reads the same every time.
  problems.sort(new Intl.Collator('en', {numeric: true}).compare)
  if (problems.length > 0 || service.found === undefined) throw errors.MIRRORLIST_DATA_BAD({}, problems, folder)
  return {
    service: service.found.value,
    sites: good.map(({value}) => value),
    details: details.found?.value ?? [],
    status: status.found?.value ?? {families: {}, excluded: [], broken: []},
  }
}

async function readOptional<T>(folder: string, name: string, schema: ZodType<T>): Promise<ReadResult<T>> {
  const path = join(folder, name)
  return existsSync(path) ? readDataFile(path, name, schema) : {problems: []}
}
