import {errorTable} from '@ops/core/errors'

const output = (text: string) => text || 'no output'

/** Errors of the lab. */
export const labErrors = errorTable({
  LAB_TOOL_FAILED: {
    message: (command: string, code: number | string, line: string) => `\`${command}\` failed on this machine (${code}): ${output(line)}.`,
    hint: () => 'ops doctor',
    exit: 'internal',
    meaning:
      'A program that the lab uses on this machine ended with an error. ops lab up removes again what it had made; after any other command run ops lab status.',
  },
  LAB_NOT_DEBIAN: {
    message: (packages: string) => `This machine has no apt-get, so ops cannot install ${packages}.`,
    hint: () => 'install what these packages contain by hand; without them ops lab up makes plugs and plain hosts',
    exit: 'refused',
    meaning: 'ops lab setup installs Debian packages only. Nothing was changed on this machine.',
  },
  LAB_NEEDS_ROOT: {
    message: (_commands: string[]) => "Only root can install packages and build the hosts' root file system.",
    hint: (commands: string[]) => `as root: ${[...commands, 'ops lab setup --yes'].join(' && ')}`,
    exit: 'refused',
    meaning:
      'ops lab setup was run by a user who may not install packages. Nothing was changed; a lab with plain hosts can be made without root.',
  },
  LAB_SETUP_UNASKED: {
    message: () => 'Nothing was installed: the question was not answered with yes.',
    hint: () => 'ops lab setup --yes',
    exit: 'refused',
    meaning: 'The answer was not "y" or "yes", or standard input is not a terminal, so that ops could not ask. Nothing was changed.',
  },
  LAB_BUSY: {
    message: (dir: string) => `Another ops process works on the lab in ${dir}.`,
    hint: () => 'wait until it ends, then run the same command again',
    exit: 'refused',
    meaning:
      'One process at a time may change a lab or start and stop one of its hosts. This command waited for the other one, gave up, and changed nothing.',
  },
  LAB_NOT_THERE: {
    message: (dir: string) => `There is no lab in ${dir}.`,
    hint: () => 'ops lab up',
    exit: 'refused',
    meaning: 'The folder has no lab.json, the file in which a lab records what it made. Nothing was changed.',
  },
  LAB_FOLDER_TAKEN: {
    message: (dir: string) => `${dir} contains files that do not belong to a lab; ops changed nothing.`,
    hint: () => 'run ops lab up --dir with an empty or new folder',
    exit: 'refused',
    meaning: 'A lab is made in an empty folder only, because ops lab down deletes the folder. No file was changed.',
  },
  LAB_UNKNOWN_HOST: {
    message: (host: string, hosts: string) => `The lab has no host ${host}; its hosts are ${hosts}.`,
    hint: () => 'ops lab status',
    exit: 'usage',
    meaning: 'The name is not one of the hosts that ops lab up made. Nothing was run.',
  },
  LAB_HOST_OFF: {
    message: (host: string) => `${host} is off.`,
    hint: (host: string) => `ops power on ${host}`,
    exit: 'unreachable',
    meaning:
      'The host has no running process, because its simulated plug is off or it was shut down. Nothing was run on it; its disk is kept.',
  },
  LAB_HOST_SILENT: {
    message: (host: string, seconds: number, lines: string) =>
      `${host} did not answer on its ssh port within ${seconds} s. Its console ends with: ${output(lines)}`,
    hint: () => 'ops lab down && ops lab up',
    exit: 'unreachable',
    meaning: 'The host was started, but its sshd did not come up. ops lab up removed what it had made.',
  },
  LAB_HOST_NOT_STARTED: {
    message: (host: string, line: string) => `${host} could not be started: ${output(line)}.`,
    hint: () => 'ops doctor',
    exit: 'internal',
    meaning: "The host's first process ended or did not boot within 15 s. The host counts as off; its disk is unchanged.",
  },
  LAB_DEMO_NOT_STARTED: {
    message: (host: string, line: string, stderr: string) => `\`${line}\` failed on ${host}: ${output(stderr)}`,
    hint: () => 'ops lab up',
    exit: 'internal',
    meaning: 'The demo workload of a host could not be started. ops lab up removed what it had made.',
  },
  LAB_UNKNOWN_PART: {
    message: (name: string, known: string) => `No installed plugin has a lab part "${name}". Known parts: ${known || 'none'}.`,
    hint: () => 'name one of the known parts with --with, or leave --with out',
    exit: 'usage',
    meaning: 'The value of --with is not a part that a plugin adds to a lab. Nothing was changed.',
  },
  LAB_PLUG_NOT_STARTED: {
    message: (host: string, cause: string, line: string) =>
      `The simulated plug of ${host} did not start: ${cause}${line === '' ? '' : ` (${line})`}.`,
    hint: () => 'ops lab down && ops lab up',
    exit: 'internal',
    meaning: 'The process of a simulated plug ended or did not listen within 10 s, so this host cannot be switched.',
  },
  LAB_PLUG_UNKNOWN: {
    message: () => 'No installed plugin has a simulated plug.',
    hint: () => 'run npm install @ops/plugin-power in the folder of ops',
    exit: 'refused',
    meaning: 'The power plugin simulates plugs, and is not installed. Nothing was started.',
  },
  LAB_PLUG_SETTINGS: {
    message: (problems: readonly string[]) => `The plug cannot be simulated. ${problems.join(' ')}`,
    hint: () => 'correct the options or the file; docs/power.md lists the keys and the kinds of faults',
    exit: 'usage',
    meaning: 'An option or the file of ops lab plug has a value that the plug does not know. Nothing was started.',
  },
  LAB_PLUG_NO_ADDRESS: {
    message: (address: string, why: string) => `The simulated plug cannot listen on ${address}: ${why}.`,
    hint: () => 'add --address with another address of this machine, such as 127.0.0.2, or --port 0',
    exit: 'refused',
    meaning: 'Another program uses the port for TCP or UDP, or the address is not one of this machine. Nothing was started.',
  },
  LAB_NO_SUBNET: {
    message: () => 'Every /24 of 198.18.0.0/15 is used on this machine.',
    hint: () => 'run ops lab down for labs that are no longer needed',
    exit: 'refused',
    meaning: "The lab's hosts and plugs need a free network of this range, and there is none. No host was made.",
  },
  LAB_LEFTOVERS: {
    message: (dir: string, leftovers: string) => `The lab in ${dir} was not removed completely; left are: ${leftovers}`,
    hint: () => 'run ops lab down again',
    exit: 'someFailed',
    meaning:
      'Some processes, mounts, network links or files of the lab are still on this machine; the message lists them. Everything else was removed.',
  },
})
