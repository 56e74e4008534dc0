# Names of containers, without asking an engine that is not running: docker.socket would start one, with the containers
# that it keeps, and podman and incus leave files and processes behind.
#
# Arguments: none. The facts are those of survey.pl.
# Needs: kit.pl
use strict;

# Where /run lies.
our $run_root = '';

# container ENGINE ID NAME PID; restart container NAME: one of Docker in the pause before its next start.
# Arguments: PID of the Docker daemon of this system or undef, and
# [PID, EXE, WORDS OF ITS COMMAND LINE] of processes called conmon.
sub survey_containers {
    my ($docker, @monitors) = @_;
    survey_monitors(@monitors);
    if ($docker && has('docker')) {
        my @command = qw(docker --host unix:///run/docker.sock ps --no-trunc --format);
        my ($code, @lines) = run_program(@command, '{{.ID}} {{.Names}} {{.Status}}');
        for (map { [split(' ', $_, 3)] } @lines) {
            my ($id, $name, $status) = @$_;
            say_fact('container', 'docker', $id, $name);
            say_fact('restart', 'container', $name) if defined $status && $status =~ /^Restarting/;
        }
    }
    # As another user, runc makes a folder of its own.
    if ($< == 0 && -d "$run_root/run/runc" && has('runc')) {
        my ($code, @lines) = run_program('runc', 'list');
        for my $line (@lines) {
            say_fact('container', 'runc', $1, $1, $2) if $line =~ /^(\S+)\s+(\d+)\s+(?:running|paused)\b/;
        }
    }
}

# conmon(8) watches one container of podman, of any user: -c ID, -n NAME.
sub survey_monitors {
    for (@_) {
        my ($pid, $exe, @words) = @$_;
        next if defined $exe && $exe !~ m{/conmon(?: \(deleted\))?$};
        my %option;
        for my $at (1 .. $#words - 1) {
            $option{$1} = $words[$at + 1] if $words[$at] =~ /^-([cn])$/ && !defined $option{$1};
        }
        next unless defined $option{c} && $option{c} =~ /^[0-9a-f]{64}$/;
        say_fact('container', 'podman', $option{c}, defined $option{n} ? $option{n} : '', $pid);
    }
}
