import {errorTable} from '@ops/core/errors'

export const labErrors = errorTable({
  LAB_TOOL_FAILED: {
    message: (command: string, code: number | string, words: string) =>
      `\`${command}\` failed on this machine (${code}): ${words || 'it said nothing'}`,
    exit: 'internal',
  },
  LAB_NOT_DEBIAN: {
    message: (packages: string) => `There is no apt-get on this machine; install by hand what stands for ${packages}.`,
    hint: () => 'ops lab up works without them too: plugs, and services as plain processes',
    exit: 'refused',
  },
  LAB_NEEDS_ROOT: {
    message: (_commands: string[]) => "Only root can install packages and build the hosts' root.",
    hint: (commands: string[]) => `as root: ${[...commands, 'ops lab setup --yes'].join(' && ')}`,
    exit: 'refused',
  },
  LAB_SETUP_UNASKED: {
    message: () => 'Nothing was installed: nobody said yes.',
    hint: () => 'ops lab setup --yes',
    exit: 'refused',
  },
  LAB_BUSY: {
    message: (dir: string) => `Another ops works on the lab in ${dir}.`,
    hint: () => 'wait for it to end, then try again',
    exit: 'refused',
  },
  LAB_NOT_THERE: {
    message: (dir: string) => `There is no lab in ${dir}.`,
    hint: () => 'ops lab up',
    exit: 'refused',
  },
  LAB_FOLDER_TAKEN: {
    message: (dir: string) => `${dir} holds files that are not a lab's; nothing was touched.`,
    hint: () => 'ops lab up --dir with an empty or new folder',
    exit: 'refused',
  },
  LAB_UNKNOWN_HOST: {
    message: (host: string, hosts: string) => `The lab has no host ${host}; it has ${hosts}.`,
    hint: () => 'ops lab status',
    exit: 'usage',
  },
  LAB_HOST_OFF: {
    message: (host: string) => `${host} is off.`,
    hint: (host: string) => `ops power on ${host}`,
    exit: 'unreachable',
  },
  LAB_HOST_SILENT: {
    message: (host: string, seconds: number, words: string) =>
      `${host} did not answer on its ssh port within ${seconds} s. Its console ends with: ${words || '(nothing)'}`,
    hint: () => 'ops lab down && ops lab up',
    exit: 'unreachable',
  },
  LAB_HOST_NOT_STARTED: {
    message: (host: string, words: string) => `${host} could not be started: ${words}`,
    hint: () => 'ops doctor',
    exit: 'internal',
  },
  LAB_DEMO_NOT_STARTED: {
    message: (host: string, line: string, words: string) => `\`${line}\` failed on ${host}: ${words || 'it said nothing'}`,
    exit: 'internal',
  },
  LAB_UNKNOWN_PART: {
    message: (name: string, known: string) => `No installed plugin has a lab part ${name}; known are: ${known || 'none'}.`,
    exit: 'usage',
  },
  LAB_PLUG_NOT_STARTED: {
    message: (host: string, why: string, words: string) =>
      `The simulated plug of ${host} did not start: ${why}${words === '' ? '' : ` (${words})`}.`,
    exit: 'internal',
  },
  LAB_NO_SUBNET: {
    message: () => 'Every /24 of 198.18.0.0/15 is taken on this machine.',
    hint: () => 'ops lab down for labs that are no longer used',
    exit: 'refused',
  },
  LAB_LEFTOVERS: {
    message: (dir: string, what: string) => `The lab in ${dir} could not be removed whole; left are: ${what}`,
    hint: () => 'ops lab down, once more',
    exit: 'someFailed',
  },
})
