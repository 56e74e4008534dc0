# What the kernel knows of a process.
#
# Arguments: none.
# Needs: kit.pl
use strict;

# proc_pid_stat(5): the name is in parentheses and may contain any character; state is field 3.
sub read_stat {
    my ($pid) = @_;
    return unless slurp("/proc/$pid/stat") =~ /^\d+ \((.*)\) (.+)$/s;
    my ($comm, @fields) = ($1, split ' ', $2);
    my %stat = (comm => $comm);
    @stat{qw(state ppid tty flags threads start)} = @fields[0, 1, 4, 6, 17, 19];
    return \%stat;
}

# The cgroup of a process, from /proc/1/cgroup and its own: that of the hierarchy in which systemd keeps its units. With
# both, that is version 2 (0::) unless process 1 is in its root. One that is a container's comes first.
sub choose_cgroup {
    my ($of_init, $of_process) = @_;
    my %path = parse_cgroups($of_process);
    my %init = parse_cgroups($of_init);
    my @names = defined $init{0} && $init{0} eq '/' && ($init{1} || '/') ne '/' ? (1, 0) : (0, 1);
    my @paths = grep { defined $_ } @path{@names};
    my ($container) = grep { m{[/:-][0-9a-f]{64}\b|/lxc\.payload\.|^/lxc/[^/]+/} } @paths;
    return defined $container ? $container : $paths[0];
}

# cgroups(7): 0::PATH is version 2, N:name=systemd:PATH version 1.
sub parse_cgroups {
    my ($text) = @_;
    my %path;
    $path{0} = $1 if $text =~ /^0::(.*)$/m;
    $path{1} = $1 if $text =~ /^\d+:name=systemd:(.*)$/m;
    return %path;
}

# Whether a process belongs to this system and not to a container of it; true where that is not visible.
sub is_own {
    my ($pid, $cgroup) = @_;
    return '' if defined $cgroup && $cgroup =~ m{[/:-][0-9a-f]{64}\b|/lxc\.payload\.|^/lxc/[^/]+/|/systemd-nspawn@};
    my ($own, $other) = map { readlink("/proc/$_/ns/pid") } 'self', $pid;
    return !defined $own || !defined $other || $own eq $other;
}
