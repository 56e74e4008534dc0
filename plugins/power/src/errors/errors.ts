import {errorTable} from '@ops/core/errors'
import {withoutStop} from '@ops/core/text'

/** Errors of what ops does with outlets and the machines behind them; those of a driver are in drivers/kit/errors.ts. */
export const errors = errorTable({
  POWER_NO_OUTLET: {
    message: (host: string) => `${host} has no "power:" in the inventory, so ops cannot switch it.`,
    hint: (host: string) => `add "power:" to ${host} in ops.yaml; ops power discover lists the Kasa plugs of your networks`,
    exit: 'usage',
    meaning: 'Neither the host nor an entry of "outlets:" names an outlet that feeds the host. No plug was contacted.',
  },
  POWER_OUTLET_UNIDENTIFIED: {
    message: (host: string, outlet: string, others: {hosts: string; outlet: string; more: number}, why: string) =>
      `${outlet} of ${host} may also feed ${others.hosts}: the plug of ${others.outlet} cannot be identified (${withoutStop(why)})${others.more === 0 ? '' : `, nor can ${others.more} more`}.`,
    hint: (host: string, _outlet: string, {hosts}: {hosts: string}) =>
      `pin the deviceId or mac of the plug of ${host} and of ${hosts} in the inventory, correct the addresses, or run ops power info ${hosts} once the plugs answer; or add --force REASON if ${hosts} may lose power`,
    exit: 'refused',
    meaning:
      'Another entry of the inventory may be the same outlet under another name, and nothing tells the two plugs apart: no pin, no earlier reading, no address. The other machine could lose its power, so nothing was switched. A reason (--force) overrides it, for a rack whose name servers are down; the journal then names the machines that may lose power.',
  },
  POWER_NO_IDS: {
    message: (host: string) => `The outlets of ${host} report no ids, so there is nothing to accept.`,
    hint: (host: string) => `ops power info ${host}`,
    exit: 'refused',
    meaning: 'A driver such as exec runs programs and cannot tell one device from another, so ops remembers no ids of its outlets.',
  },
  POWER_STILL_ON: {
    message: (host: string, outlets: string) => `${host} is not off: ${outlets}.`,
    hint: (host: string) => `run ops power info ${host} and check the plug, then run ops power off ${host} again`,
    exit: 'allFailed',
    meaning:
      'The off command was sent, but the plug reported the outlet as on in two readings afterwards. The host still has power; its operating system may already be shut down, which ops runs show tells.',
  },
  POWER_STILL_OFF: {
    message: (host: string, outlets: string) => `${host} is not on: ${outlets}.`,
    hint: (host: string) => `run ops power info ${host} and check the plug, then run ops power on ${host} again`,
    exit: 'allFailed',
    meaning: 'The on command was sent, but the plug reported the outlet as off in two readings afterwards. The host has no power from it.',
  },
  POWER_NOT_PROVED: {
    message: (host: string, state: string, why: string, _answers?: boolean | 'again') =>
      `ops could not prove that ${host} is ${state}: ${why}.`,
    hint: (host: string, _state: string, _why: string, answers: boolean | 'again' = false) =>
      answers === 'again'
        ? `look at ${host} and at the plug that feeds it; ops power on ${host} gives power back, and ops can prove it anew`
        : answers
          ? `find the plug of ${host} by hand and correct "power:" of ${host} in the inventory; before that, ops power on ${host} gives power back to what hangs on its outlet`
          : `look at ${host} and at the plug that feeds it; ops power status ${host} reads the outlet alone and does not ask ${host}`,
    exit: 'allFailed',
    meaning:
      'A reading is missing, or two pieces of evidence contradict each other, for example a relay that reads off while the host still answers. Treat the host as if it had power.',
  },
  POWER_UNRECORDED: {
    message: (host: string, why: string) =>
      `The work on ${host} had begun when the journal failed, and it ended there (${withoutStop(why)}).`,
    hint: (host: string) => `free disk space for the journal, then run ops power status ${host}`,
    exit: 'allFailed',
    meaning:
      'The machine was told to shut down, or its relay was switched, and ops could not write into the journal what came of it. It did nothing more. A machine that was told to shut down counts as silent for the next run, since the journal does not say that it accepted the command.',
  },
  POWER_STATE_UNKNOWN: {
    message: (host: string, why: string) => `Whether ${host} has power is unknown: ${why}.`,
    hint: (host: string) => `check the plug of ${host} by hand; ops power info ${host} shows what it reports`,
    exit: 'allFailed',
    meaning: 'The readings of the outlets contradict each other, as with a welded contact, or name no state. Nothing was switched.',
  },
  POWER_LEFT_OFF: {
    message: (host: string, why = 'the command was stopped before it switched it on again') => `${host} was switched off, and ${why}.`,
    hint: (host: string) => `ops power on ${host}`,
    exit: 'allFailed',
    meaning:
      'A power cycle was interrupted in its pause, or the outlets of a machine that was being identified could not be switched on again. They stay off until they are switched on; another machine may hang on an outlet whose wiring is not proven.',
  },
  POWER_STOPPED: {
    message: (host: string, at: 'before' | 'shutdown' | 'switch') =>
      ({
        before: `ops was stopped before it did anything to ${host}.`,
        shutdown: `ops was stopped before it opened the relay of ${host}.`,
        switch: `ops was stopped while it switched ${host}: whether ${host} has power is not known.`,
      })[at],
    hint: (host: string, at: 'before' | 'shutdown' | 'switch') =>
      ({
        before: `repeat the command for ${host}`,
        shutdown: `ops power off ${host}; or ops power cycle ${host}, which starts it again`,
        switch: `ops power status ${host}, then ops power off ${host} or ops power on ${host}`,
      })[at],
    hintNote: 'ops power status HOST, where it was being switched; then the command that brings it into the state that you want',
    exit: 'allFailed',
    meaning:
      'A signal or --timeout ended the command after it had told a machine to shut down, or had sent a command to an outlet. The lines of the machine say which; nothing more is done to it.',
  },
  POWER_SHUTDOWN_FAILED: {
    message: (host: string, argv: readonly string[], why: string) =>
      `${host} did not accept "${argv.join(' ')}": ${why}. Its power was not switched.`,
    hint: (host: string) => `correct "shutdown:" of ${host} in the inventory, or run ops power off ${host} --hard`,
    exit: 'allFailed',
    meaning: 'The host refused its shutdown command, or could not be reached to receive it. No relay was opened.',
  },
  POWER_SHUTDOWN_SLOW: {
    message: (host: string, ms: number) =>
      `${host} still answers ${Math.round(ms / 1000)} s after its shutdown began. Its power was not switched.`,
    hint: (host: string) => `look at the console of ${host}; then run ops power off ${host} again, or add --hard`,
    exit: 'deadline',
    meaning:
      'The host was asked to shut down and had not fallen silent at the deadline of "shutdown:" (default 120 s). No relay was opened; the host may still be shutting down.',
  },
  POWER_UP_AGAIN: {
    message: (host: string, run: string) => `${host} answers again, although run ${run} shut it down. Its power was not switched.`,
    hint: (host: string) => `ops power off ${host}`,
    exit: 'refused',
    meaning:
      'An earlier run had shut the host down, so its work was not checked, but the host has started since. No relay was opened; the next power off checks its work.',
  },
  POWER_NETBOOT_NO_PLUGIN: {
    message: () => 'No installed plugin can boot machines from the network. Nothing was changed.',
    hint: () => 'run npm install @ops/plugin-boot in the folder of ops, or omit --netboot',
    exit: 'refused',
    meaning: 'The flag --netboot needs the boot plugin. No outlet was switched and no boot was armed.',
  },
  POWER_NETBOOT_ALREADY_ON: {
    message: (host: string) => `${host} is on already, so it would not boot.`,
    hint: (host: string) => `run ops power off ${host}, then this command again`,
    exit: 'refused',
    meaning: 'A machine boots only when its power comes on. The host runs as before and no boot was armed.',
  },
  POWER_NETBOOT_STOPPED: {
    message: (host: string, stage: string, why: string) => `${host} is on, and its boot stopped at ${stage}: ${why}.`,
    hint: (host: string) => `run ops boot explain ${host}, then ops boot preflight ${host}`,
    exit: 'allFailed',
    meaning:
      'The host was switched on, but its boot was not observed to reach the last stage in time. The power stays on and the one-time boot is disarmed.',
  },
  POWER_DISCOVER_NOT_SENT: {
    message: (unsent: ReadonlyMap<string, string>) => {
      const why = [...unsent].map(([address, reason]) => `${address}: ${reason}`).join('; ')
      return why === '' ? 'This machine has no IPv4 network to search for plugs.' : `No discovery packet could be sent: ${why}.`
    },
    hint: () => 'add --broadcast with the broadcast address of a network, or with the address of one plug',
    exit: 'unreachable',
    meaning: 'No packet left this machine, so the missing answers say nothing about which plugs exist.',
  },
})
