import {coordinatorContract, MemoryStore, manualClock, memoryCoordinator} from './index.ts'

coordinatorContract('in memory', async () => {
  const [clock, store] = [manualClock(), new MemoryStore()]
  return {
    open: async (actor) => memoryCoordinator({clock, leaseClock: clock, actor, store}),
    pass: clock.advance,
    ttlMs: 300,
    // There is nothing besides the entries.
    loseFacts: async () => {},
    close: async () => {},
  }
})
