export {type SqliteOptions, sqliteCoordinator} from './sqlite-coordinator.ts'
