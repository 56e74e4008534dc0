import type {CriuWork} from './explain-criu-error.ts'

/** An error of criu's log in words. */
interface CriuError {
  pattern: RegExp
  sentence: (work: CriuWork, found: RegExpExecArray) => string
  hint: (work: CriuWork, found: RegExpExecArray) => string
}

const service = ({name}: CriuWork) => `declare ${name} as kind service`
const option =
  (words: string) =>
  ({name}: CriuWork) =>
    `add "criu: [${words}]" to ${name}`

/** criu logs paths below the root folder. */
const absolute = (path = '') => (path.startsWith('/') ? path : `/${path}`)

/** The first row that matches a line of the log counts, so causes come before what follows from them. */
export const criuErrors: readonly CriuError[] = [
  {
    pattern: /unread input: (\d+ bytes) at/,
    sentence: ({name}, [, bytes]) => `${name} had not read ${bytes} of the input of its launcher, which would have been lost.`,
    hint: ({name}) => `wait until ${name} has read its input`,
  },
  {
    pattern: /Can't fork for (\d+): File exists/,
    sentence: ({host}, [, pid]) => `Process id ${pid} is in use on ${host}.`,
    hint: ({host}) => `end that process on ${host}, or choose another --to`,
  },
  {
    pattern: /Can't bind inet socket.*: Address already in use/,
    sentence: ({name, host}) => `A port of ${name} is taken on ${host}.`,
    hint: ({host}) => `end what listens there on ${host} (ss -tulpn), or choose another --to`,
  },
  {
    pattern: /Can't bind inet socket.*: Cannot assign requested address/,
    sentence: ({name, host}) => `A socket of ${name} is bound to an address that ${host} does not have.`,
    hint: ({name, host}) => `add the address to an interface of ${host}, or start ${name} on 0.0.0.0`,
  },
  {
    pattern: /Can't connect inet socket back: (.+)$/,
    sentence: ({name, host}, [, why]) => `A UDP socket of ${name} cannot be connected to its peer from ${host} (${why}).`,
    hint: ({host}) => `add a route to the peer on ${host}, or choose another --to`,
  },
  {
    pattern: /couldn't find ifindex for (\S+)/,
    sentence: ({name, host}, [, device]) => `A socket of ${name} is bound to the interface ${device}, which ${host} does not have.`,
    hint: () => 'choose another --to',
  },
  {
    pattern: /Can't get 1:(?:16|34) opt: Operation not supported/,
    sentence: ({name, host}) => `This criu cannot save the inet or packet sockets of ${name} on the kernel of ${host}.`,
    hint: ({host}) => `install criu 4.2 on ${host}`,
  },
  {
    pattern: /Connected TCP socket|--tcp-established option is required|Connected TCP socket, consider using/,
    sentence: ({name}) => `${name} has an established TCP connection.`,
    hint: option('--tcp-close'),
  },
  {
    pattern: /In-flight connection|Consider using --skip-in-flight/i,
    sentence: ({name}) => `A TCP connection to ${name} was being made.`,
    hint: option('--skip-in-flight'),
  },
  {
    pattern: /Unsupported proto (\d+) for socket/,
    sentence: ({name}, [, protocol]) => `${name} has a socket of IP protocol ${protocol}, which criu cannot save.`,
    hint: service,
  },
  {
    pattern: /Unknown socket collected \(family (\d+)\)/,
    sentence: ({name}, [, family]) => `${name} has a socket of address family ${family}, which criu cannot save.`,
    hint: service,
  },
  {
    pattern: /Can't dump corked dgram socket/,
    sentence: ({name}) => `${name} was sending a datagram in parts.`,
    hint: () => 'run the command again',
  },
  {
    pattern: /External socket is used/,
    sentence: ({name}) => `${name} has a unix socket to a process that is not part of its tree.`,
    hint: ({name}) => `make ${name} close it, or add "criu: [--ext-unix-sk]" to ${name} if it sends datagrams to a path`,
  },
  {
    pattern: /Can't dump half of stream unix connection.*peer name: (\S+)/,
    sentence: ({name}, [, peer]) =>
      `${name} has a unix stream connection to a process that is not part of its tree${peer === '(null)' ? '' : ` (${peer})`}.`,
    hint: service,
  },
  {
    pattern: /Can't dump name-less external socket/,
    sentence: ({name}) => `${name} has a unix socket without a name to a process that is not part of its tree.`,
    hint: service,
  },
  {
    pattern: /Can't connect \d+ socket: (.+)$/,
    sentence: ({name, host}, [, why]) => `A unix socket of ${name} cannot be connected on ${host} (${why}).`,
    hint: ({host}) => `start what ${host} lacks, or choose another --to`,
  },
  {
    pattern: /Can't bind id \S+ ino \d+ addr (\/.*)\/[^/]+: No such file or directory/,
    sentence: ({name, host}, [, folder]) => `${folder}, the folder of a unix socket of ${name}, does not exist on ${host}.`,
    hint: ({host}, [, folder]) => `make ${folder} on ${host}, or choose another --to`,
  },
  {
    pattern: /Can't bind id \S+ ino \d+ addr (.*): ([^:]+)$/,
    sentence: ({name, host}, [, path, why]) => `The unix socket ${path} of ${name} cannot be made on ${host} (${why}).`,
    hint: ({host}, [, path]) => `look at ${path} on ${host}, or choose another --to`,
  },
  {
    pattern: /External socket found in image/,
    sentence: ({name}) => `${name} has a unix socket to a process that is not part of its tree.`,
    hint: option('--ext-unix-sk'),
  },
  {
    pattern: /fsnotify: .*(?:Can't dump that handle|can't be dumped)|Handle \S+ cannot be opened/,
    sentence: ({name}) => `${name} watches a file (inotify or fanotify) that criu cannot find again, as on overlayfs or proc.`,
    hint: option('--irmap-scan-path=FOLDER'),
  },
  {
    pattern: /io_uring|send_fds failed \(-22\)/,
    sentence: ({name}) => `${name} uses io_uring, which criu cannot save.`,
    hint: ({name, host}) => `run sysctl -w kernel.io_uring_disabled=2 on ${host} and restart ${name}, or declare ${name} as kind service`,
  },
  {
    pattern: /Can't dump file (\d+) of that type \[\d+\] \((?:chr|unknown|reg) ([^)]*)\)/,
    sentence: ({name}, [, descriptor, what]) => `${name} has a file open (descriptor ${descriptor}, ${what}) that criu cannot save.`,
    hint: service,
  },
  {
    pattern: /Can't dump file (\d+) of that type \[\d+\] \(anon (?:anon_inode:)?\[?([^)\]]*)/,
    sentence: ({name}, [, descriptor, what]) => `${name} has a descriptor of kind ${what} (${descriptor}), which criu cannot save.`,
    hint: service,
  },
  {
    pattern: /Net namespace is required to dump tun link/,
    sentence: ({name}) => `${name} has /dev/net/tun open in the network namespace of its host.`,
    hint: service,
  },
  {
    pattern: /Can't lookup mount=\S+ for fd=(\d+) path=(.+)$/,
    sentence: ({name}, [, descriptor, path]) =>
      `${name} has ${path} open (descriptor ${descriptor}), which lies in no mount that criu sees.`,
    hint: service,
  },
  {
    pattern: /Zombies with threads are not supported/,
    sentence: ({name}) => `The first thread of a process of ${name} has ended while others go on, which criu cannot save.`,
    hint: service,
  },
  {
    pattern: /pidfd pid (\d+) is not a part of process tree/,
    sentence: ({name}, [, pid]) => `${name} has a pidfd of process ${pid}, which would stay behind.`,
    hint: service,
  },
  {
    pattern: /packetized mode for pipes/,
    sentence: ({name}) => `${name} has a pipe in packet mode (O_DIRECT), which criu cannot save.`,
    hint: service,
  },
  {
    pattern: /with SysVIPC shmem map .* doesn't live in IPC ns/,
    sentence: ({name, host}) => `${name} uses System V shared memory of ${host} itself.`,
    hint: ({name}) => `start ${name} with unshare --ipc`,
  },
  {
    pattern: /Some file locks are hold by dumping tasks/,
    sentence: ({name}) => `${name} holds file locks.`,
    hint: option('--file-locks'),
  },
  {
    pattern: /Can't get rlimit \d+: Operation not permitted/,
    sentence: ({name, host}) => `root lacks the capability (CAP_SYS_RESOURCE) on ${host} with which criu reads the limits of ${name}.`,
    hint: ({host}) => `give root CAP_SYS_RESOURCE on ${host}`,
  },
  {
    pattern: /Unable to detach from (\d+): No such process|Unable to seize|already being traced|seize \d+: Operation not permitted/,
    sentence: ({name}) => `A process of ${name} is traced by another one (a debugger or strace), so criu could not stop it.`,
    hint: ({host}) => `end the tracer on ${host}, or run the command again if there is none`,
  },
  {
    pattern:
      /is not a session leader|Consider using --shell-job|A session leader of (\d+)\(\d+\) is outside of its pid namespace|dangling tty/i,
    sentence: ({name}) => `${name} belongs to a session or terminal that is not part of its tree.`,
    hint: ({name}) => `start ${name} with setsid, or add "criu: [--shell-job]" to ${name}`,
  },
  {
    pattern: /nested (pid|time|user|cgroup|uts|ipc) namespace/,
    sentence: ({name}, [, kind]) => `A process of ${name} has a nested ${kind} namespace, which criu cannot save.`,
    hint: service,
  },
  {
    pattern:
      /doesn't have a proper root mount|--root option is required to restore a mount namespace|unreachable sharing|Mount .* is unreachable/,
    sentence: ({name}) => `${name} has a mount namespace of its own, which criu cannot save or restore here.`,
    hint: ({name}) => `start ${name} without a mount namespace (PrivateTmp=no and the like)`,
  },
  {
    pattern: /Unable to convert uid or gid|doesn't belong to the target user namespace/,
    sentence: ({name, host}) => `${name} has a user namespace of its own and shares other namespaces with ${host}.`,
    hint: service,
  },
  {
    pattern: /execvp\("?(ip6?tables[^"]*)"?.*No such file/,
    sentence: ({host}, [, program]) => `criu needs ${program} on ${host} to lock the network.`,
    hint: ({host}) => `run apt-get install iptables on ${host}`,
  },
  {
    pattern: /Can't dump ghost file (.+?) of (\d+) size/,
    sentence: ({name}, [, path, bytes]) => `${name} has a deleted file open (${path}, ${bytes} bytes) that is larger than criu saves.`,
    hint: option('--ghost-limit=N'),
  },
  {
    pattern: /File (\S+) has bad (size|mode|build-ID) (.*)$/i,
    sentence: ({name, host}, [, path, what]) => `${absolute(path)}, which ${name} uses, has another ${what} on ${host}.`,
    hint: ({name}, [, path]) => `install the same version of it on both hosts, or add ${absolute(path)} to "files:" of ${name}`,
  },
  {
    pattern: /Can't open file (\S+)(?: on restore)?: No such file|File (\S+) could not be opened/,
    sentence: ({name, host}, [, path, other]) => `${absolute(path ?? other)}, which ${name} uses, does not exist on ${host}.`,
    hint: ({name}, [, path, other]) => `add ${absolute(path ?? other)} to "files:" of ${name}`,
  },
  {
    pattern: /Unexpected rt vDSO area bounds/,
    sentence: ({host}) => `This criu does not know the kernel of ${host}.`,
    hint: ({host}) => `install criu 4.1.1 or later on ${host}`,
  },
  {
    pattern: /CPU (?:instruction )?capabilities do not match|cpu: .*(?:not supported|mismatch)/i,
    sentence: ({host}) => `The processor of ${host} lacks a feature of the source.`,
    hint: () => 'choose another --to',
  },
  {
    pattern: /No space left on device/,
    sentence: ({host}) => `A disk of ${host} is full.`,
    hint: ({host}) => `free space on ${host}, or set "evacuate: {images: DIR}"`,
  },
  {
    pattern: /Cannot allocate memory|Can't allocate/,
    sentence: ({host}) => `${host} has too little memory.`,
    hint: () => 'choose another --to, or free memory there',
  },
]
