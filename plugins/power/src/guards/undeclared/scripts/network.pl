# What the kernel knows of sockets, of clients of its NFS server, and of connections that it balances.
#
# Arguments: none. The facts are those of survey.pl.
# Needs: kit.pl
use strict;

# The rows of /proc/net/{tcp,tcp6,udp,udp6} (proc_pid_net(5)), as [KIND, ROW, STATE, INODE, LOCAL, REMOTE].
sub socket_rows {
    my @rows;
    # Missing where /proc is mounted with subset=pid (proc(5)).
    say_unseen('sockets', '/proc/net/tcp cannot be read') unless -r '/proc/net/tcp';
    for my $kind (qw(tcp tcp6 udp udp6)) {
        my ($head, @lines) = split /\n/, slurp("/proc/net/$kind");
        for my $line (@lines) {
            my @columns = split ' ', $line;
            push @rows, [$kind, $line, @columns[3, 9, 1, 2]] if defined $columns[9];
        }
    }
    return @rows;
}

# TCP state 0A is LISTEN, UDP state 07 is unconnected.
sub is_listening {
    my ($kind, $state) = @{$_[0]}[0, 2];
    return $state eq ($kind =~ /^tcp/ ? '0A' : '07');
}

# Where /proc and /var lie.
our $network_root = '';

# Sockets at which programs serve clients, by inode. Listening ones: their name. Those of one client: their name, and
# its address. A connected UDP socket has no listening one of its port; one that asks a server is connected to a port
# below 1024.
sub served_sockets {
    my (%listens, %serves);
    for my $row (@_) {
        my ($kind, $inode, $port) = (substr($row->[0], 0, 3), $row->[3], (parse_endpoint($row->[4]))[1]);
        $listens{$inode} = "$kind/$port" if is_listening($row);
    }
    my %names = reverse %listens;
    for my $row (grep { !is_listening($_) && $_->[3] } @_) {
        my ($kind, $inode, $port) = (substr($row->[0], 0, 3), $row->[3], (parse_endpoint($row->[4]))[1]);
        my ($address, $other) = parse_endpoint($row->[5]);
        next unless $kind eq 'udp' ? $other >= 1024 : $names{"tcp/$port"};
        $serves{$inode} = ["$kind/$port", $address];
    }
    # /proc/net/unix: an accepted socket has the path of the listening one (flag __SO_ACCEPTCON, linux/net.h).
    my (undef, @lines) = split /\n/, slurp("$network_root/proc/net/unix");
    my @unix = map { /^\S+ \S+ \S+ (\S+) \S+ (\S+)\s+(\d+) (.+)$/ ? [$1, $2, $3, "unix/$4"] : () } @lines;
    for (grep { hex($_->[0]) & 0x10000 } @unix) { $listens{$_->[2]} = $_->[3]; $names{$_->[3]} = 1 }
    for (grep { $_->[1] eq '03' && $names{$_->[3]} } @unix) { $serves{$_->[2]} = [$_->[3], ''] }
    return (\%listens, \%serves);
}

# ADDRESS:PORT in hexadecimal, the address as words of this machine's byte order, to (address, port).
sub parse_endpoint {
    my ($hex, $port) = split /:/, $_[0];
    my @bytes = map { unpack('C4', pack('L', hex)) } $hex =~ /(.{8})/g;
    # An IPv4 peer of an IPv6 socket has the address ::ffff:a.b.c.d (RFC 4291, 2.5.5.2).
    @bytes = @bytes[12 .. 15] if @bytes == 16 && !grep({ $_ } @bytes[0 .. 9]) && $bytes[10] == 255 && $bytes[11] == 255;
    return (join('.', @bytes), hex $port) if @bytes == 4;
    return (join(':', map { sprintf('%x', $_) } unpack('n8', pack('C16', @bytes))), hex $port);
}

# nfs ADDRESS STATE: clients of this NFS server; rpc PROGRAM PROTOCOL PORT: what rpcbind lists, where nfsd listens, and
# with port 0, which is not known, the callbacks of a server from which this machine mounts NFS 4.0 (RFC 7530, 10.2).
sub survey_nfs {
    my @rows = @_;
    my %said;
    my $say_port = sub { say_fact('rpc', @_) unless $said{"@_"}++ };
    # nfsd(7): "tcp 2049". rpcbind need not know it.
    for (split /\n/, slurp("$network_root/proc/fs/nfsd/portlist")) {
        $say_port->(100003, $1, $2) if /^(tcp|udp)6? (\d+)$/;
    }
    $say_port->(0x40000000, 'tcp', 0) if slurp("$network_root/proc/self/mounts") =~ /^\S+ \S+ nfs4 \S*\bvers=4\.0\b/m;
    if (runs('rpcbind') && has('rpcinfo')) {
        # A universal address (RFC 5665, section 5.2.3.3) ends in the two bytes of the port. `rpcinfo -p` has only IPv4.
        my ($code, @lines) = run_program('rpcinfo');
        for (@lines) {
            $say_port->($1, $2, $3 * 256 + $4) if /^\s*(\d+)\s+\d+\s+(tcp|udp)6?\s+\S+\.(\d+)\.(\d+)\s/;
        }
    }
    for my $row (grep { $_->[0] =~ /^tcp/ && $_->[2] eq '01' } @rows) {
        my ($address, $port) = parse_endpoint($row->[5]);
        my (undef, $local) = parse_endpoint($row->[4]);
        say_fact('nfs', $address, 'connected') if $local == 2049 || $said{"100003 tcp $local"};
    }
    for my $path (glob "$network_root/proc/fs/nfsd/clients/*/info") {
        my $info = slurp($path);
        my ($address) = $info =~ /^address: "(.*)"$/m;
        my ($state) = $info =~ /^status: (\w+)/m;
        say_fact('nfs', $address, defined $state ? $state : 'confirmed') if defined $address;
    }
    survey_quiet_nfs() if slurp("$network_root/proc/fs/nfsd/portlist") ne '';
}

# Clients of NFS version 3 close idle connections; their mounts, open files and locks stay. Their locks are those of the
# kernel thread lockd (proc_locks(5)); rpc.statd(8) keeps a file for each host that has held some. rpc.mountd(8) has a
# line HOST:PATH:COUNT for each one that has mounted.
sub survey_quiet_nfs {
    my %holders = map { ($_ => 1) } slurp("$network_root/proc/locks") =~ /^\d+: +POSIX +\S+ +\S+ +(\d+) /mg;
    if (grep { slurp("$network_root/proc/$_/comm") eq "lockd\n" } keys %holders) {
        my $files = "$network_root/var/lib/nfs";
        my @hosts = map { m{/([^/]+)$} } glob "$files/sm/* $files/statd/sm/*";
        say_fact('nfs', $_, 'locks') for @hosts ? @hosts : 'unknown';
    }
    my %said;
    for (split /\n/, slurp("$network_root/var/lib/nfs/rmtab")) {
        my ($host, $count) = m{^(.+?):/.*:0x([0-9a-f]+)$} or next;
        say_fact('nfs', $host, 'rmtab') if hex $count && !$said{$host}++;
    }
}

# busy ipvs/SERVICE CONNECTIONS: virtual servers of IPVS with connections, whose sockets are on other machines. Rows
# (net/netfilter/ipvs/ip_vs_ctl.c): PROTOCOL ADDRESS:PORT SCHEDULER, "FWM MARK SCHEDULER", and below each its servers,
# "-> ADDRESS:PORT FORWARD WEIGHT ACTIVE INACTIVE".
sub survey_balancer {
    my ($service, %active, @order) = ('');
    for (split /\n/, slurp("$network_root/proc/net/ip_vs")) {
        if (/^(TCP|UDP|SCTP)\s+(\[\S+\]|[0-9A-F]{8}):([0-9A-F]{4})\s/) {
            my $address = length $2 == 8 ? join('.', unpack('C4', pack('H8', $2))) : $2;
            push @order, $service = lc($1) . "/$address:" . hex $3;
        } elsif (/^FWM\s+([0-9A-F]+)\s/) { push @order, $service = 'fwm/' . hex $1 }
        elsif (/^\s+->\s+\S+\s+\S+\s+\d+\s+(\d+)\s+\d+/ && $service ne '') { $active{$service} += $1 }
    }
    say_fact('busy', "ipvs/$_", "$active{$_} connections to other machines") for grep { $active{$_} } @order;
}
