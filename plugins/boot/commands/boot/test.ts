import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {exitCodes} from '@ops/core/errors'
import {systemClock} from '@ops/core/time'
import {parseDuration} from '@ops/core/text'
import {testFirmwares} from '../../src/test-boot/test-firmware.ts'

export default class TestBoot extends OpsCommand {
  static override summary = 'Boot a profile under QEMU with real firmware: BIOS (iPXE), UEFI, UEFI over HTTP, U-Boot or SLOF.'
  static override description =
    'As root: ops boot serve --dhcp full runs in a network namespace and answers the machine, as it answers real ones. Without root, or ' +
    'with --simulate: this process simulates the network and answers DHCP itself, so that DHCP is not tested; TFTP is. --loss, ' +
    '--duplicate, --reorder and --delay inject faults, which only the simulated network can. There is no NFS server, so a boot is ' +
    'followed up to the stage before NFS.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> pxcab',
    '<%= config.bin %> <%= command.id %> pc1 --firmware uefi-http',
    '<%= config.bin %> <%= command.id %> pxcab --loss 1 --duplicate 1 --seed 7',
  ]
  static override args = {target: Args.string({description: 'host or profile', required: true})}
  static override flags = {
    root: Flags.string({description: 'served folder (default: boot.root of the inventory)', helpValue: 'DIR'}),
    firmware: Flags.option({
      description: 'firmware of the machine (default: that of the profile)',
      options: testFirmwares,
    })(),
    simulate: Flags.boolean({description: 'simulate the network, and test TFTP without DHCP'}),
    loss: Flags.integer({description: 'frames lost, percent', default: 0, min: 0, max: 90, helpValue: 'PERCENT'}),
    duplicate: Flags.integer({description: 'frames duplicated, percent', default: 0, min: 0, max: 90, helpValue: 'PERCENT'}),
    reorder: Flags.integer({description: 'frames overtaken by later ones, percent', default: 0, min: 0, max: 90, helpValue: 'PERCENT'}),
    delay: Flags.string({description: 'largest delay of a frame', default: '0ms', helpValue: 'TIME'}),
    seed: Flags.integer({description: 'start value of the faults; equal seeds give equal faults', default: 1, helpValue: 'NUMBER'}),
    memory: Flags.integer({description: 'memory of the guest, MiB', default: 1024, min: 128, helpValue: 'MIB'}),
    until: Flags.string({
      description: 'last stage to wait for (default: the last one that the simulated network can reach)',
      helpValue: 'STAGE',
    }),
    for: Flags.string({description: 'longest time that the boot may take', default: '5m', helpValue: 'TIME'}),
    console: Flags.boolean({description: "show the guest's console on stderr"}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(TestBoot)
    const [{testProfile}, {testBootText}, {traceErrors}] = await Promise.all([
      import('../../src/test-boot/test-profile.ts'),
      import('../../src/present/test-boot-text.ts'),
      import('../../src/errors/trace-errors.ts'),
    ])
    const percent = (value: number) => value / 100
    const faults = {
      loss: percent(flags.loss),
      duplicate: percent(flags.duplicate),
      reorder: percent(flags.reorder),
      delayMs: parseDuration(flags.delay),
      seed: flags.seed,
    }
    const isFaulty = faults.loss + faults.duplicate + faults.reorder + faults.delayMs > 0
    const show = flags.console ? {onConsole: (line: string) => this.progress.say(line.trimEnd())} : {}
    const options = {
      target: args.target,
      root: flags.root,
      faults,
      firmware: flags.firmware,
      simulate: flags.simulate || isFaulty || process.getuid?.() !== 0,
      memoryMiB: flags.memory,
      forMs: parseDuration(flags.for),
      until: flags.until,
      ...show,
    }
    const outcome = await testProfile(await this.session.inventory(), options, systemClock, signal)
    const {timeline} = outcome
    const error =
      timeline.verdict === 'booted'
        ? {}
        : {error: traceErrors.BOOT_TEST_STOPPED({}, args.target, timeline.stoppedAt ?? '', timeline.why ?? '').toJSON()}
    const exit = timeline.verdict === 'booted' ? exitCodes.done : exitCodes.allFailed
    return {result: {hosts: [{host: args.target, ...outcome, ...error}]}, text: testBootText(args.target, outcome), exit}
  }
}
