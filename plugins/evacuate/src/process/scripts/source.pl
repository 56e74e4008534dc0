# The source's side of a process move.
#
# Files below RECORD/hold: hook and cg (criu's action script and the cgroup that it freezes), freezing (criu is about
# to stop the tree), froze (the hook is about to freeze the cgroup), held (process ids; frozen, images whole),
# decision (release or rollback), criu.job, criu.rc, moved (cgroup that the tree was taken from), nft (tables of
# network locks that were there before), keep and stay (paths that the hook copies into files, and that stay where
# they are), images (their folder), volatile (that folder lies in memory), root (the first process), ids (all that the
# held tree uses), memory (files on a tmpfs that the tree writes) and folders (above these), why (the hook could not
# save everything), inputs (descriptors of pipes that the copy will not have).
#
# Arguments: dir, epoch, boot (boot id), pid and start (of the first process), images
# Needs: ../../remote/scripts/jobs.pl

my $hold = "$arg{dir}/hold";

# Whether the process of this move still exists.
sub is_alive {
  return boot_id() eq $arg{boot} && same_task($arg{pid}, $arg{start});
}

# Those of the held processes that still exist; after another boot their numbers belong to others.
sub remaining_pids {
  my $folder = slurp("$hold/cg") // return ();
  return () if boot_id() ne $arg{boot};
  my %held = map { $_ => 1 } split ' ', slurp("$hold/held") // '';
  return grep { $held{$_} && defined starttime($_) } cg_pids($folder);
}

sub print_state {
  my $folder = slurp("$hold/cg");
  if (!-d $arg{dir} && is_alive()) {
    $folder = cg(cg_of($arg{pid}) // '');
    out('norecord', $folder);
    my ($tracer) = (slurp("/proc/$arg{pid}/status") // '') =~ /^TracerPid:\s+([1-9]\d*)/m;
    out('criu', $tracer) if defined $tracer && (slurp("/proc/$tracer/comm") // '') eq 'criu';
  }
  out('task', is_alive() ? 'alive' : 'gone');
  out('job', job($hold, 'criu'));
  out('frozen', defined $folder ? cg_event($folder, 'frozen') // 0 : 0);
  for my $name (qw(held ids memory folders decision freezing)) {
    my $text = slurp("$hold/$name");
    out($name, $text) if defined $text;
  }
  out('began') if defined slurp("$hold/froze");
  out('saved', $_) for -d "$hold/files" ? split /\x1f/, slurp("$hold/keep") // '' : ();
  out('images') if -s "$arg{images}/inventory.img";
  out('volatile') if -e "$hold/volatile";
  out('left', remaining_pids()) if remaining_pids();
}

# The errors of criu's log: of many the first ones and the last one.
sub print_errors {
  my @errors = grep { /Error/ && !/RLIMIT_NOFILE/ } split /\n/, slurp("$hold/criu/dump.log") // '';
  @errors = (@errors[0 .. 28], $errors[-1]) if @errors > 30;
  unshift @errors, slurp("$hold/why") if -e "$hold/why";
  out('error', s/^\([0-9.]+\)\s*//r) for @errors;
}

# Tables of nftables with which criu locks the network.
sub nft_tables {
  return grep { /CRIU-/ } split /\n/, qx(nft list tables 2>/dev/null) // '';
}

sub drop_network_locks {
  my %before = map { $_ => 1 } split /\|/, slurp("$hold/nft") // '';
  for my $table (grep { !$before{$_} } nft_tables()) {
    my ($family, $name) = $table =~ /^table (\S+) (\S+)/ or next;
    out('unlocked', "$family $name");
    system('nft', 'delete', 'table', $family, $name);
  }
}

sub drop_images {
  system('rm', '-rf', '--', $arg{images}) if length($arg{images}) > 8;
  (my $parent = $arg{images}) =~ s{/[^/]*\z}{};
  rmdir $parent;
}
