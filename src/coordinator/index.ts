export {type ChainCheck, requireWholeChain, verifyChain} from './chain.ts'
export type {Fact, FactChange, Facts} from './facts.ts'
export type {Coordinator, EntryKind, JournalEntry, JournalQuery, Lease, LeaseRequest, NewEntry} from './coordinator.ts'
