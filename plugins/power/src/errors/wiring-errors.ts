import {errorTable} from '@ops/core/errors'
import {foldHosts} from '@ops/core/hostset'

/** Errors about whether an outlet feeds its machine. */
export const wiringErrors = errorTable({
  POWER_WRONG_PLUG: {
    message: (host: string, details: string) =>
      `${host} has shut down, and the draw of its outlet did not fall as that of its own outlet does: ${details}. ops cut nothing.`,
    hint: (host: string) =>
      `find the plug of ${host} by hand and correct "power:" of ${host} in the inventory; if the plug is right and its meter is wrong, run ops power accept ${host}`,
    exit: 'refused',
    meaning:
      'The outlet feeds another machine, or another one besides this machine, or its meter is wrong. No relay was opened. The machine itself is shut down, and starts when somebody presses its button. ops does not open this outlet for this machine again until the inventory names another outlet, or a person accepts it.',
  },
  POWER_WIRING_REFUTED: {
    message: (host: string, run: string, details: string) =>
      `Run ${run} has shown that ${host} does not hang on its outlet, or not alone (${details}). ops does not open it.`,
    hint: (host: string) =>
      `find the plug of ${host} by hand and correct "power:" of ${host} in the inventory; if the cable was moved, the meter is wrong or a contact is welded, run ops power accept ${host}`,
    exit: 'refused',
    meaning:
      'The draw of the outlet did not fall at an earlier shutdown of this machine, or the machine answered while the outlet was open. Nothing was shut down and no relay was opened, and a machine whose outlet reads off is not reported as off. --force does not override this; power accept does, and the next shutdown is compared with the meter again.',
  },
  POWER_OUTLET_OF_GONE_MACHINE: {
    message: (host: string, gone: readonly {name: string; machine?: string; outlet: string}[]) =>
      `${gone.map(({name, machine, outlet}) => `ops has seen ${name}${machine === undefined || machine.startsWith('named ') ? '' : ` (${machine})`} on ${outlet}`).join(', and ')}, which is an outlet of ${host}, and the inventory has no machine of this name or address.`,
    hint: (host: string, [gone]: readonly {name: string}[]) =>
      `add ${gone?.name} to the inventory, under whatever name; if it hangs there no more, run ops power accept ${host}`,
    exit: 'refused',
    meaning:
      'The outlet may feed a machine that was renamed and got another address, or was removed from the inventory, so nothing protects it and nothing shuts it down. Nothing was switched. power accept makes ops forget that machine; a reason (--force) overrides the refusal once.',
  },
  POWER_FORMER_ADDRESS_ANSWERS: {
    message: (host: string, former: readonly {name: string; machine: string; outlet: string}[]) =>
      `${former.map(({name, machine, outlet}) => `ops has seen ${name} as ${machine} on ${outlet}`).join(', and ')}, which is an outlet of ${host}. The inventory has this address no more, and something still answers there: it may be another machine on the outlet.`,
    hint: (host: string) =>
      `add that machine to the inventory, under a name of its own; if it is the same machine, or hangs there no more, run ops power accept ${host}`,
    exit: 'refused',
    meaning:
      'The name of a machine was given another address, and the old address still answers. If it was given to another machine, the old one may still hang on the outlet, where nothing protects it and nothing shuts it down. Nothing was switched. power accept makes ops forget the old address; a reason (--force) overrides the refusal once.',
  },
  POWER_FALL_UNSEEN: {
    message: (host: string, details: string) =>
      `${host} has shut down, and nothing shows that its outlet feeds it: ${details}. ops cut nothing.`,
    hint: (host: string) => `start ${host} by its button, then run ops power off ${host}`,
    exit: 'refused',
    meaning:
      'The outlet has a meter, its wiring is not proven, and the readings of the meter right before and after the shutdown are not complete, or its plug restarted in between, or the shutdown was too long ago for its figures to count. No relay was opened.',
  },
  POWER_SENT_ELSEWHERE: {
    message: (host: string, outlet: string, device: string, others: readonly string[]) =>
      `The off command for ${host} was sent to ${outlet}, and ${device} answers there now: it may have opened its relay${others.length === 0 ? ', and ops does not know which machine hangs on it' : `, which feeds ${foldHosts([...others])}`}. Whether ${host} has power is not known.`,
    hint: (host: string, _outlet: string, _device: string, others: readonly string[]) =>
      others.length === 0
        ? `ops power discover shows which plug is where; close its relay at the plug, and correct "power:" of ${host} in the inventory`
        : `ops power on ${foldHosts([...others])}; if its plug has another address now, ops power discover shows it, and "power:" of ${foldHosts([host, ...others])} must be corrected first`,
    exit: 'allFailed',
    meaning:
      'The address of the plug moved to another plug after the last reading and before the reading that follows the switch. The off command may have reached either of them. The journal tells which machines ops has seen on the device that answers now.',
  },
  POWER_WIRING_ASSUMED: {
    message: (host: string, why: string, _next: string) =>
      `The inventory demands proven wiring for ${host} ("wiring: proven"), and nothing has shown that its outlets feed it: ${why}.`,
    hint: (_host: string, _why: string, next: string) => next,
    hintNote: 'run ops power identify HOST, which needs "address:" of the host in the inventory',
    exit: 'refused',
    meaning:
      'Without a proof, the outlet may feed another machine. No relay was opened. A proof is void when the device, the child id, the entry in the inventory, or the address or ssh port of the machine changes, also when it changes back.',
  },
  POWER_WIRING_NOT_PROVED: {
    message: (host: string, why: string, _next?: string) => `ops could not prove that the outlets of ${host} feed it: ${why}.`,
    hint: (host: string, _why: string, next?: string) =>
      next ?? `find the plug of ${host} by hand, correct "power:" of ${host} in the inventory, then run ops power identify ${host}`,
    exit: 'allFailed',
    meaning:
      'The outlets were switched off and on again, or were not switched at all, as the sentence says, and the machine did not react as one that hangs on them. Another machine may hang on one of them; it lost its power and has it again. Of several outlets, those on which the machine started alone are proven, and all are closed again.',
  },
})
