# What systemd and its logind know: unit files, running jobs, sockets, units of systemd-run, sessions, inhibitors.
#
# Arguments: none. The facts are those of survey.pl.
# Needs: kit.pl
use strict;

# Where /run lies.
our $systemd_root = '';

# unit NAME FRAGMENT TRIGGERS, main NAME PID: services with processes, their unit files (also returned), the units that
# start them (timers and others, separated by blanks), and main processes.
sub survey_units {
    my @names = @_;
    my @files;
    my @properties = map { ('-p', $_) } qw(Id FragmentPath MainPID TriggeredBy);
    # Many at once, within the length of a command line.
    while (my @some = splice(@names, 0, 200)) {
        my @lines = lines_or_unseen('units', qw(systemctl show), @properties, '--', @some);
        for my $unit (parse_records(@lines)) {
            # On NixOS and Guix, unit files are links to the store.
            my $file = readlink($unit->{FragmentPath} || '/');
            $unit->{FragmentPath} = $file if defined $file && $file =~ m{^/(?:nix|gnu)/store/};
            say_fact('unit', @{$unit}{qw(Id FragmentPath TriggeredBy)});
            push @files, $unit->{FragmentPath} if $unit->{FragmentPath};
            say_fact('main', @{$unit}{qw(Id MainPID)}) if $unit->{MainPID};
        }
    }
    return @files;
}

# job ID UNIT TYPE STATE: jobs of systemd that have begun or wait.
sub survey_jobs {
    for my $line (lines_or_unseen('jobs', 'systemctl', 'list-jobs', '--no-legend', '--no-pager', '--full', '--plain')) {
        say_fact('job', $1, $2, $3, $4) if $line =~ /^\s*(\d+)\s+(\S+)\s+(\S+)\s+(\S+)\s*$/;
    }
}

# listener PROTOCOL PORT UNIT: sockets at which systemd listens for a unit.
sub survey_listeners {
    my @command = qw(systemctl list-sockets --no-legend --no-pager --full --show-types);
    for (lines_or_unseen('sockets of systemd', @command)) {
        next unless m{^\s*(?:[^/@\s]\S*:)?(\d+)(?:%\S+)?\s+(Stream|Datagram)\s+(\S+\.socket)\b};
        say_fact('listener', $2 eq 'Stream' ? 'tcp' : 'udp', $1, $3);
    }
}

# transient NAME UID: units that systemd-run(1) made, which are lost with the power. Those of other users are visible to
# root. busy scheduled-shutdown WHAT: shutdown(8) has been told a time, in microseconds since 1970.
sub survey_schedule {
    my $transient = 'systemd/transient/*.{timer,path,socket,service}';
    for my $file (glob "$systemd_root/run/$transient $systemd_root/run/user/*/$transient") {
        my ($uid, $name) = $file =~ m{/run/(?:user/(\d+)/)?systemd/transient/([^/]+)$};
        say_fact('transient', $name, defined $uid ? $uid : 0);
    }
    my $scheduled = slurp("$systemd_root/run/systemd/shutdown/scheduled");
    my ($time) = $scheduled =~ /^USEC=(\d+)\d{6}$/m or return;
    my ($mode) = $scheduled =~ /^MODE=(\S+)$/m;
    my $what = 'shutdown --' . (defined $mode ? $mode : 'poweroff');
    say_fact('busy', 'scheduled-shutdown', "$what at " . gmtime($time) . ' UTC');
}

# restart unit NAME: services in the pause before their next start (RestartSec=), which have no process and no job.
sub survey_restarts {
    my @command = qw(systemctl list-units --type=service --state=activating --no-legend --no-pager --full --plain);
    for (lines_or_unseen('units that start', @command)) {
        say_fact('restart', 'unit', $1) if /^\s*(\S+)\s+\S+\s+activating\s+auto-restart/;
    }
}

# session ID USER UID CLASS STATE LEADER SERVICE TTY REMOTEHOST: logins, as logind counts them.
sub survey_sessions {
    my @ids = map { /^\s*([A-Za-z0-9]+)\s/ ? $1 : () }
        lines_or_unseen('sessions', 'loginctl', 'list-sessions', '--no-legend', '--no-pager');
    return unless @ids;
    my @names = qw(Id Name User Class State Leader Service TTY RemoteHost);
    # A session may end in between; then loginctl fails, having told the others.
    my @command = ('loginctl', 'show-session', (map { ('-p', $_) } @names), '--', @ids);
    my ($code, @lines) = run_program(@command);
    my @records = parse_records(@lines);
    say_failed('sessions', $code, @command) if $code == 124 || $code != 0 && !@records;
    say_fact('session', @{$_}{@names}) for @records;
}

# inhibitor WHAT WHO WHY MODE UID PID: from busctl's a(ssssuu), whose strings are quoted with \" and \\.
sub survey_inhibitors {
    my @call = qw(call org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager ListInhibitors);
    my ($line) = lines_or_unseen('inhibitors', 'busctl', '--system', @call);
    return unless defined $line;
    my $string = qr/"((?:[^"\\]|\\.)*)"/;
    return say_unseen('inhibitors', 'busctl printed an answer of another form') unless $line =~ s/^a\(ssssuu\) (\d+)//;
    my ($count, $found) = ($1, 0);
    while ($line =~ /\G $string $string $string $string (\d+) (\d+)/gc) {
        say_fact('inhibitor', $1, $2, $3, $4, $5, $6);
        $found++;
    }
    say_unseen('inhibitors', "busctl named $count, of which $found could be read") if $found != $count;
}
