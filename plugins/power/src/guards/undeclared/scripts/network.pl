# What the kernel knows of sockets, and of clients of its NFS server.
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

# ADDRESS:PORT in hexadecimal, the address as words of this machine's byte order, to (address, port).
sub parse_endpoint {
    my ($hex, $port) = split /:/, $_[0];
    my @bytes = map { unpack('C4', pack('L', hex)) } $hex =~ /(.{8})/g;
    # An IPv4 peer of an IPv6 socket has the address ::ffff:a.b.c.d (RFC 4291, 2.5.5.2).
    @bytes = @bytes[12 .. 15] if @bytes == 16 && !grep({ $_ } @bytes[0 .. 9]) && $bytes[10] == 255 && $bytes[11] == 255;
    return (join('.', @bytes), hex $port) if @bytes == 4;
    return (join(':', map { sprintf('%x', $_) } unpack('n8', pack('C16', @bytes))), hex $port);
}

# Where /proc lies.
our $network_root = '';

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
}
