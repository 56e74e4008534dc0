import type {Move} from '@ops/core/seams'
import type {ClockOffset} from '../../remote/read-clock.ts'
import type {ProcessConfig} from './process-schema.ts'

/** What the survey found and every later step needs. Persisted in the records: keys must not change. */
export interface ProcessContext {
  pid: number
  /** Clock ticks since boot: with the boot id it tells the process from a later one with its number. */
  start: string
  boot: string
  /** Every pid, tid, group and session that must be free at the destination. */
  ids: number[]
  cgroup: {
    source: string
    destination: string
    /** The tree does not have a cgroup of its own: it is moved into `source` first. */
    make: boolean
  }
  /** Standard streams that lead elsewhere at the destination (missing in records of older versions). */
  streams?: LedStream[]
  /** Files of `stdio` that the process writes already, because an earlier move led it there. */
  outputs?: string[]
  /** MiB that criu may save of each deleted file, because the tree has larger ones in memory. */
  ghostLimit?: number
  clocks: {source: ClockOffset; destination: ClockOffset}
}

/** A standard stream that leads to another target at the destination. Persisted: keys must not change. */
export interface LedStream {
  descriptor: number
  type: 'pipe' | 'socket'
  inode: string
  /** A path, or `journal`. */
  target: string
}

export const contextOf = (move: Move) => move.migrationContext as unknown as ProcessContext
export const configOf = (move: Pick<Move, 'workload'>) => move.workload.config as unknown as ProcessConfig

/** Folder of the memory images, on both hosts. It is removed with its content, so it is never one that holds anything else. */
export function imagesFolder({images, record}: Pick<Move, 'images' | 'record'>): string {
  return images === undefined ? `${record}/images` : `${images}/${record.split('/').slice(-2).join('/')}.images`
}

/** cgroup of criu and its scripts while they work for this move. */
export function helperCgroup({record}: Pick<Move, 'record'>, what: 'hold' | 'make'): string {
  return `/ops-evacuate/${record.split('/').slice(-2).join('.')}.${what}`
}

/** Arguments of every script of the source. */
export function sourceArgs(move: Move): Record<string, string | number> {
  const {boot, pid, start} = contextOf(move)
  return {dir: move.record, epoch: move.epoch, boot, pid, start, images: imagesFolder(move)}
}

/** Arguments of every script of the destination. */
export function destinationArgs(move: Move): Record<string, string | number> {
  return {dir: move.record, epoch: move.epoch, images: imagesFolder(move)}
}

/**
 * Files that are sent along with the process: the declared ones, the pidfile so that it is found at its new host too, and
 * files of `stdio` that it writes already.
 */
export function transferredFiles(move: Pick<Move, 'workload'> & {migrationContext?: Move['migrationContext']}): string[] {
  const {files, pidfile} = configOf(move)
  const {outputs = []} = (move.migrationContext ?? {}) as Partial<ProcessContext>
  return [...(files ?? []), ...outputs, ...(pidfile === undefined ? [] : [pidfile])]
}

/** Files to which standard streams lead. */
export function outputFiles({stdio}: ProcessConfig): string[] {
  return [...new Set(Object.values(stdio ?? {}))].filter((target) => target !== 'journal' && target !== '/dev/null')
}
