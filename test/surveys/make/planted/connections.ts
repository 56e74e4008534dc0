import type {ClientMachine, Plant} from './plant.ts'

const address = '127.0.0.1'
const quiet = '>/dev/null 2>&1 </dev/null &'
const ssh =
  (user: string, ...more: string[]) =>
  ({ssh: options}: ClientMachine) => ({argv: ['ssh', ...options, ...more, `${user}@${address}`]})

/** Work that is a connection to the machine. */
export const connections: readonly Plant[] = [
  {
    name: 'root-shell',
    what: 'an interactive shell of root, by ssh from another machine',
    on: ['minimal', 'hidepid'],
    group: 'connections',
    client: ssh('root', '-tt'),
    runs: 'ls /dev/pts/0',
    finds: /^session root: by ssh from .*bash/,
  },
  {
    name: 'sftp-upload',
    what: 'an sftp upload of alice',
    on: ['minimal'],
    group: 'connections',
    user: 'alice',
    client: ({ssh: options, folder}) => ({
      argv: ['sftp', '-q', '-l', '800', ...options, `alice@${address}`],
      input: `put ${folder}/big /home/alice/big\n`,
    }),
    runs: 'test -s /home/alice/big',
    finds: /^session alice: by ssh from .*sftp-server/,
  },
  {
    name: 'internal-sftp',
    what: 'an sftp upload of alice where sshd itself is the sftp server',
    on: ['minimal'],
    user: 'alice',
    setup: "sed -i 's#^Subsystem.*#Subsystem sftp internal-sftp#' /etc/ssh/sshd_config; systemctl reload ssh; sleep 5",
    client: ({ssh: options, folder}) => ({
      argv: ['sftp', '-q', '-l', '800', ...options, `alice@${address}`],
      input: `put ${folder}/big /home/alice/big\n`,
    }),
    runs: 'test -s /home/alice/big',
    finds: /^session alice: by ssh from .*internal-sftp|^session alice: by ssh from .*sshd/,
  },
  {
    name: 'forced-sftp',
    what: 'an sftp upload of erin, to whom sshd gives nothing but internal-sftp in a chroot',
    on: ['minimal'],
    group: 'connections',
    user: 'erin',
    setup: [
      'mkdir -p /srv/sftp/in; chown erin /srv/sftp/in',
      "printf 'Match User erin\\n ForceCommand internal-sftp\\n ChrootDirectory /srv/sftp\\n' >>/etc/ssh/sshd_config; systemctl reload ssh; sleep 5",
    ].join('\n'),
    client: ({ssh: options, folder}) => ({
      argv: ['sftp', '-q', '-l', '800', ...options, `erin@${address}`],
      input: `put ${folder}/big /in/big\n`,
    }),
    runs: 'test -s /srv/sftp/in/big',
    finds: /^session erin: by ssh from .*internal-sftp/,
  },
  {
    name: 'tunnel',
    what: 'ssh -N -L of bob: a tunnel without a command',
    on: ['minimal', 'hidepid'],
    group: 'connections',
    user: 'bob',
    client: ({ssh: options, folder}) => ({
      argv: ['ssh', ...options, '-o', 'StreamLocalBindUnlink=yes', '-N', '-L', `${folder}/tunnel:127.0.0.1:22`, `bob@${address}`],
    }),
    runs: 'pgrep -u bob sshd',
    finds: /^session bob: by ssh from/,
  },
  {
    name: 'remote-forward',
    what: 'ssh -N -R of dave: the machine listens for another one',
    on: ['minimal'],
    group: 'connections',
    user: 'dave',
    client: ssh('dave', '-N', '-R', '127.0.0.1:8022:127.0.0.1:22'),
    runs: "grep -q ':1F56 ' /proc/net/tcp",
    finds: /^session dave: by ssh from/,
  },
  {
    name: 'jump',
    what: 'ssh -W of carol: the machine is a jump host for another connection',
    on: ['minimal'],
    group: 'connections',
    user: 'carol',
    // A server that says nothing, as sshd ends a connection on which nobody logs in.
    setup: `setsid perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1:9", Listen => 1); sleep 3600' ${quiet}`,
    client: ssh('carol', '-W', '127.0.0.1:9'),
    runs: 'pgrep -u carol sshd',
    finds: /^session carol: by ssh from/,
  },
  {
    name: 'root-command',
    what: 'a command of root by ssh without a terminal',
    on: ['hidepid'],
    client: ({ssh: options}) => ({argv: ['ssh', ...options, `root@${address}`, 'sleep', '3000']}),
    runs: 'pgrep -f "^[a-z/]*sleep 3000"',
    finds: /^session root: by ssh from .*sleep 3000/,
  },
  {
    name: 'shell-without-pam',
    what: 'a shell of root where sshd does without PAM: its processes are in the unit of sshd',
    on: ['minimal'],
    run: "sed -i 's/^UsePAM.*/UsePAM no/' /etc/ssh/sshd_config; systemctl restart ssh",
    client: ssh('root', '-tt'),
    runs: 'ls /dev/pts/0',
    finds: /^session root: by ssh from .*bash/,
  },
  {
    name: 'rsync-upload',
    what: 'an rsync upload of dave',
    on: ['build'],
    group: 'sessions',
    user: 'dave',
    client: ({sshCommand, folder}) => ({argv: ['rsync', '--bwlimit=50', '-e', sshCommand, `${folder}/big`, `dave@${address}:big`]}),
    runs: 'pgrep -u dave rsync',
    finds: /^session dave: by ssh from .*rsync/,
  },
  {
    name: 'git-push',
    what: 'a git client of erin that holds git-upload-pack',
    on: ['build'],
    group: 'sessions',
    user: 'erin',
    setup: 'runuser -u erin -- git init -q --bare /home/erin/project.git',
    client: ({ssh: options}) => ({argv: ['ssh', ...options, `erin@${address}`, 'git-upload-pack', 'project.git']}),
    runs: 'pgrep -u erin git',
    finds: /^session erin: by ssh from .*git/,
  },
  {
    name: 'nfs-client',
    what: 'an NFS client that reads a file',
    on: ['nfs'],
    setup: 'dd if=/dev/zero of=/srv/share/big bs=1M count=20',
    // The pipe is full at once, so that the client goes on.
    client: ({port}) => ({
      argv: ['sh', '-c', `nfs-cat 'nfs://${address}/srv/share/big?version=4&nfsport=${port(2049)}' | sleep 3000`],
    }),
    runs: "grep -q ':0801 .* 01 ' /proc/net/tcp /proc/net/tcp6",
    finds: /^socket tcp\/2049: .*10\.0\.2\.2/,
  },
]
