import {errorTable} from '@ops/core/errors'

const output = (text: string) => text || 'no output'

/** Errors of the lab. */
export const labErrors = errorTable({
  LAB_TOOL_FAILED: {
    message: (command: string, code: number | string, line: string) => `\`${command}\` failed on this machine (${code}): ${output(line)}.`,
    exit: 'internal',
  },
  LAB_NOT_DEBIAN: {
    message: (packages: string) => `This machine has no apt-get, so ops cannot install ${packages}.`,
    hint: () => 'install what these packages hold by hand; without them ops lab up makes plugs and plain hosts',
    exit: 'refused',
  },
  LAB_NEEDS_ROOT: {
    message: (_commands: string[]) => "Only root can install packages and build the hosts' root file system.",
    hint: (commands: string[]) => `as root: ${[...commands, 'ops lab setup --yes'].join(' && ')}`,
    exit: 'refused',
  },
  LAB_SETUP_UNASKED: {
    message: () => 'Nothing was installed: the question was not answered with yes.',
    hint: () => 'ops lab setup --yes',
    exit: 'refused',
  },
  LAB_BUSY: {
    message: (dir: string) => `Another ops process works on the lab in ${dir}.`,
    hint: () => 'wait until it ends, then run the same command again',
    exit: 'refused',
  },
  LAB_NOT_THERE: {
    message: (dir: string) => `There is no lab in ${dir}.`,
    hint: () => 'ops lab up',
    exit: 'refused',
  },
  LAB_FOLDER_TAKEN: {
    message: (dir: string) => `${dir} holds files that do not belong to a lab; ops changed nothing.`,
    hint: () => 'run ops lab up --dir with an empty or new folder',
    exit: 'refused',
  },
  LAB_UNKNOWN_HOST: {
    message: (host: string, hosts: string) => `The lab has no host ${host}; its hosts are ${hosts}.`,
    hint: () => 'ops lab status',
    exit: 'usage',
  },
  LAB_HOST_OFF: {
    message: (host: string) => `${host} is off.`,
    hint: (host: string) => `ops power on ${host}`,
    exit: 'unreachable',
  },
  LAB_HOST_SILENT: {
    message: (host: string, seconds: number, lines: string) =>
      `${host} did not answer on its ssh port within ${seconds} s. Its console ends with: ${output(lines)}`,
    hint: () => 'ops lab down && ops lab up',
    exit: 'unreachable',
  },
  LAB_HOST_NOT_STARTED: {
    message: (host: string, line: string) => `${host} could not be started: ${output(line)}.`,
    hint: () => 'ops doctor',
    exit: 'internal',
  },
  LAB_DEMO_NOT_STARTED: {
    message: (host: string, line: string, stderr: string) => `\`${line}\` failed on ${host}: ${output(stderr)}`,
    exit: 'internal',
  },
  LAB_UNKNOWN_PART: {
    message: (name: string, known: string) => `No installed plugin has a lab part "${name}". Known parts: ${known || 'none'}.`,
    exit: 'usage',
  },
  LAB_PLUG_NOT_STARTED: {
    message: (host: string, cause: string, line: string) =>
      `The simulated plug of ${host} did not start: ${cause}${line === '' ? '' : ` (${line})`}.`,
    exit: 'internal',
  },
  LAB_NO_SUBNET: {
    message: () => 'Every /24 of 198.18.0.0/15 is used on this machine.',
    hint: () => 'run ops lab down for labs that are no longer needed',
    exit: 'refused',
  },
  LAB_LEFTOVERS: {
    message: (dir: string, leftovers: string) => `The lab in ${dir} was not removed completely; left are: ${leftovers}`,
    hint: () => 'run ops lab down again',
    exit: 'someFailed',
  },
})
