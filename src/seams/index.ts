export type {BootFollow, BootFollowOptions, BootProgress} from './boot-follow.ts'
export type {DoctorCheck, DoctorFinding} from './doctor.ts'
export {type EvacuationRequest, type Finding, type Guard, type GuardContext, type GuardReport, noCut, type PowerCut} from './guard.ts'
export type {GuestFinder} from './guest-finder.ts'
export type {LabPart, LabPartContext, LabPiece} from './lab-part.ts'
export type {LabPlugFactory, LabPlugOutlet, LabPlugServer, LabPlugSpec, LabPlugStart} from './lab-plug.ts'
export type {PlaybookAction, PlaybookStepContext} from './playbook-action.ts'
export type {PowerControl, PowerOffRequest, PowerOutcome, Proof, Wiring} from './power-control.ts'
export type {
  KnownOutlet,
  MergedConfig,
  OutletDependencies,
  OutletIdentity,
  PowerDriver,
  PowerDriverDeps,
  PowerDriverFactory,
  PowerReading,
  PowerState,
} from './power-driver.ts'
export {type FailedPlugin, type LoadedPlugin, Registry} from './registry.ts'
export type {Services} from './services.ts'
export type {StatusFacet} from './status-facet.ts'
export type {
  DestinationState,
  Move,
  MoveInput,
  MoveObstacle,
  MoveSurvey,
  SourceState,
  WorkAt,
  WorkloadMover,
  WorkloadPresence,
  WorkloadRuntime,
} from './workload-runtime.ts'
