/** Names of the acts that power writes into the journal. */
export const acts = {
  off: 'relay.off',
  on: 'relay.on',
  shutdown: 'host.shutdown',
  shutdownAccepted: 'host.shutdown.taken',
  shutdownSkipped: 'host.shutdown.skipped',
  proof: 'power.proof',
  arm: 'boot.arm',
  boot: 'boot.story',
} as const
