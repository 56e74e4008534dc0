import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'

/** Folder of the sample data that are part of the package. */
export function sampleFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@ops/plugin-mirrorlist/package.json')), 'sample')
}

/** Addresses that the sample knows the country of (they are for documentation, RFC 5737). */
export const sampleAddresses = {SE: '192.0.2.1', private: '192.0.2.200', US: '198.51.100.1', JP: '203.0.113.1'} as const
