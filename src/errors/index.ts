export {type ErrorRow, errorTable} from './error-table.ts'
export {type ExitCode, type ExitName, exitCodes, exitNameOf, exitOfHosts, type HostResult} from './exit-codes.ts'
export {asOpsError, type ErrorJson, errorText, OpsError, type OpsErrorOptions} from './ops-error.ts'
export {withCurrentCodes} from './renamed-codes.ts'
