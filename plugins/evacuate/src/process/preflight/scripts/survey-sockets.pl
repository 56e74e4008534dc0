# What the sockets of a process tree need from their network, and their partners outside of the tree.
# Needs: sockets.pl

# Prints (as facts of a process of the tree) for each socket of the tree, once
#   family FAMILY TYPE PROTOCOL PID NAME (one that is neither unix nor netlink nor IP)
#   bound KIND ADDRESS PORT STATE REUSEADDR REUSEPORT V6ONLY DEVICE UID PID (a TCP or UDP socket that has a port)
#   unlisted PID (an IP or packet socket that /proc/net/tcp and the like do not list)
#   name PATH (of a bound unix socket)
#   partner DESCRIPTOR TYPE PID OUTER-PID OUTER-NAME PATH (a unix socket that is connected to an outer process)
# Partners of sockets that are led elsewhere are left out.
sub survey_sockets {
  my ($led, @tree) = @_;
  my ($root) = @tree;
  my %sockets;    # inode => [pid, descriptor]
  for my $pid (@tree) {
    for my $descriptor (glob "/proc/$pid/fd/*") {
      my ($inode) = (readlink $descriptor // '') =~ /^socket:\[(\d+)\]$/ or next;
      $sockets{$inode} //= [$pid, $descriptor =~ s{.*/}{}r];
    }
  }
  return unless %sockets;
  my %listed = inet_table($root);
  my %names = unix_names($root);
  for my $inode (sort { $a <=> $b } keys %sockets) {
    my ($pid) = @{$sockets{$inode}};
    fact($pid, 'name', $names{$inode}) if defined $names{$inode};
    my $copy = copy_descriptor(@{$sockets{$inode}});
    survey_inet($pid, $copy, $listed{$inode});
  }
  delete @sockets{map { /(\d+)/ } keys %$led};
  survey_partners(\%sockets, \%names, @tree) if same_network($root);
}

sub same_network {
  my ($pid) = @_;
  return (readlink "/proc/$pid/ns/net" // '') eq (readlink '/proc/self/ns/net' // '');
}

sub survey_inet {
  my ($pid, $copy, $listed) = @_;
  my ($family, $type, $protocol) = defined $copy ? socket_kind($copy) : (0, 0, 0);
  my $is_ip = $family == 2 || $family == 10;
  my $is_known = $type == 3 || grep { $protocol == $_ } 0, 6, 17, 136;
  if ($is_ip ? !$is_known : !grep { $family == $_ } 0, 1, 16, 17) {
    return fact($pid, 'family', $family, $type, $protocol, $pid, slurp("/proc/$pid/comm") // '?');
  }
  return fact($pid, 'unlisted', $pid) if $family == 17 || $is_ip && !$listed && $type == 3;
  my ($kind, $address, $port, $state, $uid) = $listed ? @$listed : ($protocol == 17 ? 'udp' : 'tcp', '', 0, '07', 0);
  ($address, $port) = address_of(getsockname $copy) if $is_ip && !$listed;
  fact($pid, 'unlisted', $pid) if $is_ip && !$listed;
  # A connected TCP socket takes its port only together with the address of its peer.
  return if !$port || $kind eq 'tcp' && $state ne '0A' && $state ne '07';
  my @options = defined $copy ? bind_options($copy) : ('-') x 4;
  fact($pid, 'bound', $kind, $address, $port, $state, @options, $uid, $pid);
}

sub survey_partners {
  my ($sockets, $names, @tree) = @_;
  my %peers = unix_peers();
  my %wanted;
  for my $inode (keys %$sockets) {
    my $peer = ($peers{$inode} // next)->[2];
    $wanted{"socket:[$peer]"} = $inode if $peer && !$sockets->{$peer};
  }
  my %holder = holders_of(\%wanted, {map { $_ => 1 } @tree});
  for my $peer (sort keys %wanted) {
    my $inode = $wanted{$peer};
    my ($pid, $descriptor) = @{$sockets->{$inode}};
    my ($number) = $peer =~ /(\d+)/;
    my @outer = $holder{$peer} ? @{$holder{$peer}} : (0, 'a process that could not be found');
    # The listener's name is that of the peer: an accepted socket has it too.
    my @words = ($descriptor, $peers{$inode}[0], $pid, $outer[0], $outer[1] =~ s/ /_/gr, $names->{$number} // '');
    fact($pid, 'partner', @words);
  }
}
