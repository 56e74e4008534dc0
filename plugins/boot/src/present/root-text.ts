import type {PreparedRoot} from '../rootfs/prepare-root.ts'

export function rootText({folder, system, built, init, findings}: PreparedRoot): string {
  const head = `${folder}: ${system}, ${built ? 'built' : 'was there already'}; its first program is ${init}.`
  return [head, ...findings.map(({state, message}) => `  ${state}: ${message}`)].join('\n')
}
