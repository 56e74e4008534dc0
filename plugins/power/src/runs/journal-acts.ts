/** Names of the acts that power writes into the journal. */
export const acts = {
  off: 'relay.off',
  on: 'relay.on',
  shutdown: 'host.shutdown',
  taken: 'host.shutdown.taken',
  skipped: 'host.shutdown.skipped',
  proof: 'power.proof',
  arm: 'boot.arm',
  boot: 'boot.story',
} as const
