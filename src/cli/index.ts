// oclif's parts by their own entry points: its index loads semver and more, which no command uses.
export * as Args from '@oclif/core/args'
export * as Flags from '@oclif/core/flags'
export type {Answer} from './answer.ts'
export {findLostPackages} from './find-plugins.ts'
export {lostError} from './load-plugins.ts'
export {OpsCommand} from './ops-command.ts'
export {understandError} from './understand-error.ts'
