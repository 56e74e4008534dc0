import type {LabPart} from '@ops/core/seams'

/** ROM generation of the lab's phone; the tests build the others too. */
const generation = '20'

/** A phone for `ops lab up --with phone`: real adbd, sshd and mksh in namespaces of their own. */
export const phoneLabPart: LabPart = {
  name: 'phone',
  packages: ['mmdebstrap', 'socat', 'adb', 'openssh-client'],
  byDefault: false,
  async up({root, privileged, env, signal, say}) {
    if (!privileged) {
      const {connectionErrors} = await import('../errors/connection-errors.ts')
      throw connectionErrors.PHONE_LAB_NEEDS_ROOT({})
    }
    const [{baseRoot}, {generations}, {startPhone}] = await Promise.all([
      import('./build-tree.ts'),
      import('./generations.ts'),
      import('./start-phone.ts'),
    ])
    const made = generations[generation]
    if (made === undefined) throw new Error(`No generation ${generation}.`)
    const base = await baseRoot(process.env, say, signal)
    const phone = await startPhone({base, folder: `${root}/phone`, address: '127.20.1.1', generation: made, env, signal})
    return {
      name: 'phone',
      inventory: {phones: {'lab-phone': {serial: phone.serial}}},
      pids: phone.pids,
      summary: `lab-phone: LineageOS ${generation} model, adbd at ${phone.serial}`,
    }
  },
  async down({pids}) {
    const {stopPhone} = await import('./stop-phone.ts')
    stopPhone({pids})
  },
}
