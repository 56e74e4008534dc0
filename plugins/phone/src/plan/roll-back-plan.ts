import {layouts, opsFolder} from '../layout/layout.ts'
import type {Manifest, Undo} from '../manifest/manifest.ts'
import type {Plan} from './plan.ts'

/** The steps of a roll-back, for people; apply/roll-back-script.ts holds its calls. */
export function describeUndo({files, wasRunning, before}: Undo): string[] {
  return [
    ...Object.entries(files).map(([path, original]) => `${original === null ? 'removed' : 'restored'} ${path}`),
    ...(wasRunning ? ['started the old sshd again'] : []),
    ...(before === null ? [`removed ${opsFolder}`] : []),
  ]
}

/** The whole plan while the roll-back of a stopped run is not at its end; undefined: there is none under way. */
export function planRollBack(manifest: Manifest | undefined): Plan | undefined {
  if (manifest?.state !== 'undoing' || manifest.undo === undefined) return undefined
  const {settings, undo} = manifest
  const actions = [{kind: 'roll-back', steps: describeUndo(undo)}] as const
  return {actions: [...actions], unseen: [], settings, layout: layouts[settings.layout], manifest}
}
