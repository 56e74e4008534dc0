import type {ClientMachine, Plant} from './plant.ts'

const address = '127.0.0.1'
const ssh =
  (user: string, ...more: string[]) =>
  ({ssh: options}: ClientMachine) => ({argv: ['ssh', ...options, ...more, `${user}@${address}`]})

/** Work that is a connection to the machine. */
export const connections: readonly Plant[] = [
  {
    name: 'root-shell',
    what: 'an interactive shell of root, by ssh from another machine',
    on: ['minimal', 'hidepid'],
    client: ssh('root', '-tt'),
    runs: 'ls /dev/pts/0',
    finds: /root/,
  },
  {
    name: 'sftp-upload',
    what: 'an sftp upload of alice',
    on: ['minimal'],
    client: ({ssh: options, folder}) => ({
      argv: ['sftp', '-q', '-l', '800', ...options, `alice@${address}`],
      input: `put ${folder}/big /home/alice/big\n`,
    }),
    runs: 'test -s /home/alice/big',
    finds: /alice/,
  },
  {
    name: 'internal-sftp',
    what: 'an sftp upload of alice where sshd itself is the sftp server',
    on: ['minimal'],
    root: "sed -i 's#^Subsystem.*#Subsystem sftp internal-sftp#' /etc/ssh/sshd_config; systemctl reload ssh",
    client: ({ssh: options, folder}) => ({
      argv: ['sftp', '-q', '-l', '800', ...options, `alice@${address}`],
      input: `put ${folder}/big /home/alice/big\n`,
    }),
    runs: 'test -s /home/alice/big',
    finds: /alice/,
  },
  {
    name: 'tunnel',
    what: 'ssh -N -L of alice: a tunnel without a command',
    on: ['minimal', 'hidepid'],
    client: ssh('alice', '-N', '-L', '127.0.0.1:0:127.0.0.1:22'),
    runs: 'pgrep -u alice sshd',
    finds: /alice/,
  },
  {
    name: 'remote-forward',
    what: 'ssh -N -R of root: the machine listens for another one',
    on: ['minimal'],
    client: ssh('root', '-N', '-R', '127.0.0.1:8022:127.0.0.1:22'),
    runs: "grep -q ':1F56 ' /proc/net/tcp",
    finds: /root|8022/,
  },
  {
    name: 'jump',
    what: 'ssh -W of alice: the machine is a jump host for another connection',
    on: ['minimal'],
    client: ssh('alice', '-W', '127.0.0.1:22'),
    runs: 'pgrep -u alice sshd',
    finds: /alice/,
  },
  {
    name: 'root-command',
    what: 'a command of root by ssh without a terminal',
    on: ['minimal'],
    client: ({ssh: options}) => ({argv: ['ssh', ...options, `root@${address}`, 'sleep', '3000']}),
    runs: 'pgrep -x sleep',
    finds: /root/,
  },
  {
    name: 'shell-without-pam',
    what: 'a shell of root where sshd does without PAM: its processes are in the unit of sshd',
    on: ['minimal'],
    root: "sed -i 's/^UsePAM.*/UsePAM no/' /etc/ssh/sshd_config; systemctl restart ssh",
    client: ssh('root', '-tt'),
    runs: 'ls /dev/pts/0',
    finds: /root/,
  },
  {
    name: 'rsync-upload',
    what: 'an rsync upload of alice',
    on: ['build'],
    client: ({sshCommand, folder}) => ({argv: ['rsync', '--bwlimit=50', '-e', sshCommand, `${folder}/big`, `alice@${address}:big`]}),
    runs: 'pgrep -u alice rsync',
    finds: /alice/,
  },
  {
    name: 'git-push',
    what: 'a git client of alice that holds git-upload-pack',
    on: ['build'],
    root: 'runuser -u alice -- git init -q --bare /home/alice/project.git',
    client: ({ssh: options}) => ({argv: ['ssh', ...options, `alice@${address}`, 'git-upload-pack', 'project.git']}),
    runs: 'pgrep -u alice git',
    finds: /alice/,
  },
  {
    name: 'nfs-client',
    what: 'an NFS client that writes a file',
    on: ['nfs'],
    client: ({port, folder}) => ({
      argv: ['nfs-cp', `${folder}/big`, `nfs://${address}/srv/share/big?version=4&nfsport=${port(2049)}`],
    }),
    runs: "test -s /srv/share/big && grep -q ':0801 .* 01 ' /proc/net/tcp /proc/net/tcp6",
    finds: /2049|nfs/,
  },
]
