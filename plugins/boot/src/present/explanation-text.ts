import type {Explanation} from '../preflight/explain.ts'

export function explanationText({host, profile, firmware, source, arch, files, stages}: Explanation): string {
  const lines = [
    `${host} boots ${source === 'flash' ? 'from its own flash' : 'from the network'} as ${profile} (${firmware}${arch === undefined ? '' : `, ${arch}`}).`,
  ]
  for (const {name, asked, given, bytes} of files)
    lines.push(`  ${name}`, `    requested by: ${asked}`, `    gets: ${given}${bytes === undefined ? '' : `, ${bytes} bytes`}`)
  lines.push(`Stages that are followed: ${stages.join(', ')}.`)
  return lines.join('\n')
}
