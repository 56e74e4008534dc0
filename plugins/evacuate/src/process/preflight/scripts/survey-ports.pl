# Whether ports, addresses, interfaces and names of sockets are free or present on this host. Changes nothing.
# Needs: sockets.pl ../../../remote/scripts/cgroups.pl

# Arguments ports (KIND:PORT), addresses, devices, names (of bound unix sockets), paths (of connected ones), each
# separated by \x1f. Prints
#   holder KIND ADDRESS PORT STATE REUSEADDR REUSEPORT V6ONLY DEVICE UID PID UNIT|- NAME
#   absent-address ADDRESS ERROR, absent-device DEVICE, absent-path PATH
#   name-taken PATH PID NAME (a live unix socket has it)
#   unprivileged PORT (the first port that needs no capability), no-iptables, journal (journald listens)
sub survey_ports {
  my %wanted = map { $_ => 1 } split /\x1f/, $arg{ports} // '';
  my %table = inet_table('self');
  my @relevant = grep { $wanted{"$table{$_}[0]:$table{$_}[2]"} } keys %table;
  my %sockets = map { ("socket:[$_]" => $_) } @relevant;
  print_holders(\%table, \%sockets) if %sockets;
  for my $address (split /\x1f/, $arg{addresses} // '') {
    my $error = bind_error($address) // next;
    out('absent-address', $address, $error);
  }
  for my $device (split /\x1f/, $arg{devices} // '') {
    out('absent-device', $device) unless -e "/sys/class/net/$device";
  }
  for my $path (split /\x1f/, $arg{paths} // '') {
    out('absent-path', $path) unless $path =~ /^@/ || -S $path;
  }
  print_names() if length($arg{names} // '');
  out('no-iptables') unless has_program('iptables-restore');
  out('journal') if -S '/run/systemd/journal/stdout';
  out('unprivileged', slurp('/proc/sys/net/ipv4/ip_unprivileged_port_start') // 1024);
}

sub print_holders {
  my ($table, $sockets) = @_;
  my %seen;
  for my $pid (map { m{(\d+)$} } glob '/proc/[0-9]*') {
    for my $descriptor (glob "/proc/$pid/fd/*") {
      my $inode = $sockets->{readlink $descriptor // ''} // next;
      next if $seen{$inode}++;
      my $copy = copy_descriptor($pid, $descriptor =~ s{.*/}{}r);
      my ($kind, $address, $port, $state, $uid) = @{$table->{$inode}};
      my ($unit) = (cg_of($pid) // '') =~ m{/([^/]+\.service)(?:/|$)};
      my @options = defined $copy ? bind_options($copy) : ('-') x 4;
      my $name = slurp("/proc/$pid/comm") // '?';
      out('holder', $kind, $address, $port, $state, @options, $uid, $pid, $unit // '-', $name);
    }
  }
}

sub print_names {
  my %names = unix_names('self');
  my %wanted = map { $_ => 1 } split /\x1f/, $arg{names};
  my %taken = map { ("socket:[$_]" => $names{$_}) } grep { $wanted{$names{$_}} } keys %names;
  my %holder = holders_of(\%taken, {});
  out('name-taken', $taken{$_}, @{$holder{$_}}) for sort keys %holder;
}

# Why no socket can be bound to an address here; undef when it can. Asks for no particular port.
sub bind_error {
  my ($address) = @_;
  my $is_v4 = $address =~ /^[0-9.]+$/;
  my $bytes = $is_v4 ? pack 'C4', split /\./, $address : address_bytes($address);
  my $name = $is_v4 ? pack 'S n a4 x8', 2, 0, $bytes : pack 'S n N a16 L', 10, 0, 0, $bytes, 0;
  # A link-local address belongs to an interface, which bind(2) would have to be told.
  if (!$is_v4 && (unpack('n', $bytes) & 0xffc0) == 0xfe80) {
    my $hex = unpack 'H*', $bytes;
    return (slurp('/proc/net/if_inet6') // '') =~ /^$hex /m ? undef : 'it has no such address';
  }
  socket my $socket, $is_v4 ? 2 : 10, 2, 0 or return $is_v4 ? "$!" : 'it has no IPv6';
  return undef if bind $socket, $name;
  return $!{EADDRNOTAVAIL} ? 'it has no such address' : "$!";
}

sub address_bytes {
  my ($text) = @_;
  my ($left, $right) = map { [split /:/, $_] } split /::/, $text, 2;
  my @zeros = defined $right ? ('0') x (8 - @$left - @$right) : ();
  return pack 'n8', map { hex } @$left, @zeros, @{$right // []};
}
