import {sampleAddresses} from '../data/sample.ts'

const repository = 'repo=free-fedora-rawhide&arch=x86_64'

/** What to do with the sample, line by line. */
export function tryLines(base: string): string[] {
  return [
    'No data were given, so this is a made-up sample. Try:',
    `  curl '${base}/mirrorlist?${repository}&ip=${sampleAddresses.SE}'`,
    `  curl '${base}/metalink?${repository}&ip=${sampleAddresses.US}'`,
    `  curl '${base}/mirrorlist?${repository}&country=DE,FR&protocol=https&format=json'`,
    `  curl -I '${base}/mirrorlist?${repository}&redirect=1&ip=${sampleAddresses.JP}'`,
    `  curl '${base}/mirrorlist?${repository}&explain=1&ip=${sampleAddresses.private}'`,
    `  ops mirrorlist query --url ${base} --repo free-fedora-rawhide --arch x86_64 --country SE`,
  ]
}
