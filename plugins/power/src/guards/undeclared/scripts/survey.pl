# Lists what runs on this host: processes, sockets, logins, units, jobs, inhibitors, containers, storage at work.
#
# Arguments: none. Runs as `perl -e`, on perl-base. By hand, in this folder:
#   parts='kit.pl processes.pl systemd.pl packages.pl network.pl storage.pl containers.pl survey.pl'
#   cat $parts | ssh HOST perl - > HOST.survey
# Output: one fact per line, its fields separated by tabs. The first line is `survey VERSION UID`, the last one `end`:
#   process PID PPID UID TTY COMM CGROUP ARGS AGE EXE   AGE: seconds by which it is older than the survey
#   kthread COMM                                        kernel threads that rebuild or move data
#   busy NAME DETAIL                                    what a program calls unfinished
#   socket KIND ROW, owner INODE PID                    listening sockets, as in /proc/net
#   peer PID ADDRESS PORT LOCALPORT                     connections of ssh servers
#   client PID NAME COUNT ACCEPTS ADDRESS               connections to a listening socket (tcp/PORT, unix/PATH) that a
#                                                       process holds, and connected UDP sockets; ACCEPTS is 1 if it
#                                                       holds the listening socket too; ADDRESS of one of the clients
#   ports LOW HIGH                                      ports that the kernel gives to sockets that name none
#   self PID...                                         the survey and its ancestors
#   user UID NAME · login LINE · unseen SUBJECT WHY
#   unit, main, job, listener, transient, restart, session, inhibitor: see systemd.pl
#   packages, package: see packages.pl
#   nfs, rpc: see network.pl · storage: see storage.pl · container: see containers.pl
# parse-survey.ts reads them.
# Needs: kit.pl processes.pl systemd.pl packages.pl network.pl storage.pl containers.pl
use strict;

# Task flag of kernel threads (PF_KTHREAD, linux/sched.h).
my $kernel_thread = 0x00200000;
# Clock ticks per second in /proc/PID/stat (USER_HZ, 100 on every architecture of Debian).
my $ticks = 100;
my $is_ssh_server = qr/^(?:sshd|sshd-session|sshd-auth|dropbear|tailscaled)$/;

say_fact('survey', 3, $<);

my @rows = socket_rows();
my ($listens, $serves) = served_sockets(@rows);
my %established = map { $_->[0] =~ /^tcp/ && !is_listening($_) ? ($_->[3] => $_) : () } @rows;
say_fact('ports', $1, $2) if slurp('/proc/sys/net/ipv4/ip_local_port_range') =~ /^(\d+)\s+(\d+)/;

my $own_start = read_stat('self')->{start};
my $init_cgroup = slurp('/proc/1/cgroup');
my (%uids, %parent, %units, $docker, @monitors);
opendir(my $proc, '/proc') or die "no /proc\n";
for my $pid (sort { $a <=> $b } grep { /^\d+$/ } readdir $proc) {
    my $stat = read_stat($pid) or next;
    $parent{$pid} = $stat->{ppid};
    if ($stat->{flags} & $kernel_thread) {
        say_fact('kthread', $stat->{comm}) if $stat->{comm} =~ /_(?:resync|reshape)$|^btrfs-(?:balance|devrepl)$/;
        next;
    }
    # A zombie does not run, but other threads of its process may.
    next if $stat->{state} eq 'Z' && $stat->{threads} <= 1;

    my ($uid) = slurp("/proc/$pid/status") =~ /^Uid:\s+(\d+)/m;
    next unless defined $uid;
    my $cgroup = choose_cgroup($init_cgroup, slurp("/proc/$pid/cgroup"));
    my $command = slurp("/proc/$pid/cmdline");
    (my $args = substr($command, 0, 300)) =~ tr/\0/ /;
    my $exe = readlink("/proc/$pid/exe");
    $uids{$uid} = 1;
    if (is_own($pid, $cgroup)) {
        $running{$stat->{comm}} = 1;
        $docker = $pid if $stat->{comm} eq 'dockerd' && $uid == 0;
    }
    push @monitors, [$pid, $exe, split /\0/, $command] if $stat->{comm} eq 'conmon';
    # Units of any slice of the system; those of users' managers are below user@UID.service.
    $units{$1} = 1 if defined $cgroup && $cgroup =~ m{^/(?:[^/]+\.slice/)*(?!user@)([^/]+\.service)(?:/|$)};
    my $age = sprintf('%.1f', ($own_start - $stat->{start}) / $ticks);
    say_fact('process', $pid, $stat->{ppid}, $uid, $stat->{tty}, $stat->{comm}, $cgroup, $args, $age, $exe);

    next unless opendir(my $descriptors, "/proc/$pid/fd");
    my (@connections, %accepts, %clients);
    for my $descriptor (sort { $a <=> $b } grep { /^\d+$/ } readdir $descriptors) {
        my $target = readlink("/proc/$pid/fd/$descriptor");
        my ($inode) = (defined $target ? $target : '') =~ /^socket:\[(\d+)\]$/ or next;
        my ($listening, $served) = ($listens->{$inode}, $serves->{$inode});
        $accepts{$listening} = 1 if defined $listening;
        say_fact('owner', $inode, $pid) if defined $listening && $listening !~ /^unix/;
        push @{$clients{$served->[0]}}, $served->[1] if $served;
        push @connections, $established{$inode} if $established{$inode} && $stat->{comm} =~ $is_ssh_server;
    }
    for (sort keys %clients) {
        say_fact('client', $pid, $_, scalar @{$clients{$_}}, $accepts{$_} ? 1 : 0, $clients{$_}[0]);
    }
    # Tunnels open further sockets: the connection itself is at a listening port, and is the first of them.
    my @at_port = grep { $serves->{$_->[3]} } @connections;
    my ($own) = (@at_port, @connections);
    say_fact('peer', $pid, parse_endpoint($own->[5]), (parse_endpoint($own->[4]))[1]) if $own;
}

# Many sockets are there for a moment only; the processes of those that were closed meanwhile are not seen.
my %still = map { ($_->[3] => 1) } socket_rows();
for (grep { is_listening($_) && $still{$_->[3]} } @rows) { say_fact('socket', @{$_}[0, 1]) }

# The connection of this survey, also where the descriptors of sshd cannot be read.
say_fact('peer', $$, (split ' ', $ENV{SSH_CONNECTION})[0, 1, 3]) if $ENV{SSH_CONNECTION};

# This survey and its ancestors.
my @self = ($$);
push @self, $parent{$self[-1]} while $parent{$self[-1]};
say_fact('self', @self);

for my $uid (sort keys %uids) {
    my $name = getpwuid($uid);
    say_fact('user', $uid, defined $name ? $name : $uid);
}

# systemd as process 1 (sd_booted(3)).
if (-d '/run/systemd/system') {
    survey_packages(survey_units(sort keys %units));
    survey_jobs();
    survey_listeners();
    survey_schedule();
    survey_restarts();
}
if (grep { runs($_) } qw(systemd-logind elogind-daemon elogind)) {
    survey_sessions();
    survey_inhibitors() if has('busctl');
} elsif (has('who')) {
    # It fails where no record of logins is kept; their processes and terminals are seen all the same.
    my ($code, @lines) = run_program('who');
    say_fact('login', $_) for @lines;
}

survey_containers($docker, @monitors);
survey_nfs(@rows);
survey_balancer();
survey_storage();
survey_snaps() if runs('snapd') && has('snap');
say_fact('end');
