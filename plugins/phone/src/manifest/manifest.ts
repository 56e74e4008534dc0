import type {HookName} from '../layout/hooks.ts'
import type {LayoutName} from '../layout/layout.ts'

/** A file as it was before ops changed it: a copy in the backup folder, or null if the file did not exist. */
export type Original = {backup: string; mode: number; uid: number; gid: number} | null

/** The requested settings; a later run without flags keeps them. */
export interface Settings {
  layout: LayoutName
  port: number
  listen: readonly string[]
  /** Set after a login that was refused because of folders; undefined: by the version of sshd. */
  strictModes?: boolean
  hook: HookName | 'none'
}

/** Record on the phone: what ops made there, and how to undo it. */
export interface Manifest {
  format: 1
  /**
   * `begun` until logins have verified the result; the next run continues it. `undoing` during a roll-back; the next run
   * completes that first.
   */
  state: 'begun' | 'undoing' | 'done'
  settings: Settings
  /** Files of ops with the originals that they replaced; `--remove` restores these. */
  originals: Record<string, Original>
  /** Folders that ops made beside its own, outermost first. */
  folders: string[]
  /** How to undo the run that is under way. */
  undo?: Undo
}

export interface Undo {
  files: Record<string, Original>
  /** The sshd with this layout's configuration ran. */
  wasRunning: boolean
  before: Manifest | null
}

/** Undefined when there is none, or when ops did not write it. */
export function parseManifest(text: string | undefined): Manifest | undefined {
  try {
    const value = JSON.parse(text ?? '') as Manifest
    return value.format === 1 && typeof value.settings?.port === 'number' ? value : undefined
  } catch {
    return undefined
  }
}

export function formatManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 1)}\n`
}
