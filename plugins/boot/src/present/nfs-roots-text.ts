import {joinLines} from '@ops/core/untrusted'
import type {CheckedRoot} from '../nfs/verify-root.ts'

export function nfsRootsText(hosts: readonly CheckedRoot[]): string {
  return joinLines(
    hosts.flatMap(({host, root, ladder}) => [
      `${host}: ${root}`,
      ...ladder.map(({rung, state, detail}) => `  ${state.padEnd(8)}${rung.padEnd(10)}${detail}`),
    ]),
  )
}
