import {loadData} from '../data/load-data.ts'
import {type MasterReport, readMaster, writeDetails} from '../data/master-details.ts'
import {buildSnapshot, type Built, readSource, type Source} from '../snapshot/build-snapshot.ts'
import {writeOutput} from '../store/write-output.ts'

export interface BuildFilesInput {
  source: Source
  netblocks?: string | undefined
  /** Only with YAML data. */
  master?: string | undefined
  output?: string | undefined
  protobuf?: string | undefined
}

export interface BuildFilesResult {
  generation: number
  digest: string
  bytes: number
  counts: Built['counts']
  warnings: string[]
  written: string[]
  master?: MasterReport
}

/** Renews the details from a master, compiles, and writes what was asked for. */
export async function buildFiles({source, netblocks, master, output, protobuf}: BuildFilesInput): Promise<BuildFilesResult> {
  const now = Date.now()
  let report: MasterReport | undefined
  if (master !== undefined && source.kind === 'data') {
    const read = await readMaster(await loadData(source.folder), master)
    report = read.report
    if (report.changed.length > 0) await writeDetails(source.folder, read.details)
  }
  const built = await buildSnapshot({source, netblocks, generation: Math.floor(now / 1000), now})
  const written: string[] = []
  const write = async (path: string, bytes: Buffer) => {
    await writeOutput(path, bytes)
    written.push(path)
  }
  if (output !== undefined) await write(output, built.bytes)
  if (protobuf !== undefined && source.kind !== 'snapshot') {
    const {writeCache} = await import('../cache/write-cache.ts')
    await write(protobuf, writeCache(await readSource(source, now)))
  }
  const {digest, counts, warnings, info, bytes} = built
  return {
    generation: info.generation,
    digest,
    bytes: bytes.length,
    counts,
    warnings,
    written,
    ...(report === undefined ? {} : {master: report}),
  }
}
