import type {Move} from '@ops/core/seams'
import type {ClockOffset} from '../target/read-clock.ts'
import type {ProcessConfig} from './schema.ts'

/** What the survey found and every later step relies on. */
export interface ProcessTicket {
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
  clocks: {source: ClockOffset; destination: ClockOffset}
}

export const ticketOf = (move: Move) => move.ticket as unknown as ProcessTicket
export const configOf = (move: Pick<Move, 'workload'>) => move.workload.config as unknown as ProcessConfig

/** Folder of the memory images, on both hosts; removed with all that is in it, so never one that holds anything else. */
export function imagesOf({images, record}: Pick<Move, 'images' | 'record'>): string {
  return images === undefined ? `${record}/images` : `${images}/${record.split('/').slice(-2).join('/')}.images`
}

/** cgroup of criu and its scripts while they work for this move. */
export function helperCgroup({record}: Pick<Move, 'record'>, what: 'hold' | 'make'): string {
  return `/ops-evacuate/${record.split('/').slice(-2).join('.')}.${what}`
}

/** Arguments that every script of the source wants. */
export function sourceArgs(move: Move): Record<string, string | number> {
  const {boot, pid, start} = ticketOf(move)
  return {dir: move.record, epoch: move.epoch, boot, pid, start, images: imagesOf(move)}
}

export function destinationArgs(move: Move): Record<string, string | number> {
  return {dir: move.record, epoch: move.epoch, images: imagesOf(move)}
}

/** Files that travel with the process: the declared ones, and the pidfile so that it is found at its new host too. */
export function filesOf(move: Pick<Move, 'workload'>): string[] {
  const {files, pidfile} = configOf(move)
  return [...(files ?? []), ...(pidfile === undefined ? [] : [pidfile])]
}
