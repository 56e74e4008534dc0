export {errors as maintenanceErrors} from './errors.ts'
export {endMaintenance, findMaintenance, type Maintenance, maintenanceSentence, readMaintenance, startMaintenance} from './maintenance.ts'
