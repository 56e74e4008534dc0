export {errors as maintenanceErrors} from './errors.ts'
export {
  endMaintenance,
  findGoneMaintenance,
  findMaintenance,
  type Maintenance,
  maintenanceSentence,
  parseEnd,
  readMaintenance,
  startMaintenance,
  type StartedMaintenance,
} from './maintenance.ts'
