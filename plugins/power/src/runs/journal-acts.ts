/** Names of the acts that power writes into the journal. */
export const acts = {
  off: 'relay.off',
  on: 'relay.on',
  shutdown: 'host.shutdown',
  shutdownAccepted: 'host.shutdown.taken',
  /** A machine that an earlier run had shut down was seen to run. */
  answered: 'host.answered',
  shutdownSkipped: 'host.shutdown.skipped',
  proof: 'power.proof',
  arm: 'boot.arm',
  boot: 'boot.story',
} as const
