import type {PreparedRoot} from '../rootfs/prepare-root.ts'

export function rootText({folder, system, built, init, findings}: PreparedRoot): string {
  const head = `${folder}: ${system}, ${built ? 'built now' : 'an existing root'}; the first program is ${init}.`
  return [head, ...findings.map(({state, message}) => `  ${state}: ${message}`)].join('\n')
}
