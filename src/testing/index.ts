export {
  coordinatorContract,
  runModule,
  type SharedCoordinatorSubject,
  sharedCoordinatorContract,
} from './coordinator-contract.ts'
export type {CoordinatorSubject} from './coordinator-subject.ts'
export {type ManualClock, manualClock} from './manual-clock.ts'
export {type MemoryOptions, MemoryStore, memoryCoordinator} from './memory-coordinator.ts'
export {type TempFolder, tempFolder} from './temp-folder.ts'
