export {errors as maintenanceErrors} from './errors.ts'
export {
  endMaintenance,
  findGoneMaintenance,
  findMaintenance,
  type Maintenance,
  maintenanceSentence,
  readMaintenance,
  startMaintenance,
  type StartedMaintenance,
} from './maintenance.ts'
export {parseEnd} from './parse-end.ts'
