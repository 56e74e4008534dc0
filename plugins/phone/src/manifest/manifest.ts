import type {HookName} from '../layout/hooks.ts'
import type {LayoutName} from '../layout/layout.ts'

/** A file as it was before ops came: a copy in the backup folder, or null when there was none. */
export type Original = {backup: string; mode: number; uid: number; gid: number} | null

/** What was asked for; a later run without flags keeps it. */
export interface Settings {
  layout: LayoutName
  port: number
  listen: readonly string[]
  /** Learnt from a refused login where the version does not tell; undefined: by the version. */
  strictModes?: boolean
  hook: HookName | 'none'
}

/** Kept on the phone: what ops made there, and the way back. */
export interface Manifest {
  format: 1
  /**
   * `begun` until real logins have proved the result; a run that finds it goes on. `undoing` while what did not prove
   * itself is rolled back; a run that finds it ends that first.
   */
  state: 'begun' | 'undoing' | 'done'
  settings: Settings
  /** Files of ops with what they replaced when ops first came; the way back of `--remove`. */
  originals: Record<string, Original>
  /** Folders that ops made beside its own, outermost first. */
  folders: string[]
  /** Way back to what was there before the run that is under way. */
  undo?: Undo
}

export interface Undo {
  files: Record<string, Original>
  /** The sshd with this layout's configuration ran. */
  wasRunning: boolean
  before: Manifest | null
}

/** Undefined when there is none, or when it is none of ours. */
export function readManifest(text: string | undefined): Manifest | undefined {
  try {
    const value = JSON.parse(text ?? '') as Manifest
    return value.format === 1 && typeof value.settings?.port === 'number' ? value : undefined
  } catch {
    return undefined
  }
}

export function showManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 1)}\n`
}
