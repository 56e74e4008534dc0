# The destination's side of a process move.
#
# Files below RECORD/make: shipped (images verified; their count), manifest (their hashes), boot (when they were
# verified), pids (of the held tree), ids (all that it uses), files and keep (files to put in their places before the
# copy is made), memory (those of them that are new here), folders (above them), placed (they may be there), cg and
# made (the copy's cgroup: its folder; boot id and inode), gate (criu's action script), criu.job, criu.rc, prepared
# (criu ended well, every process is there, frozen).
#
# Arguments: dir, epoch, images
# Needs: ../../remote/scripts/jobs.pl ../../transfer/scripts/make-folders.pl

my $make = "$arg{dir}/make";

sub copy_id {
  my ($folder) = @_;
  my $inode = (stat $folder)[1];
  return defined $inode ? boot_id() . " $inode" : '';
}

# Folder of the copy's cgroup, if it is still the one that this move made: a later move or another boot may use the same
# path.
sub copy_cgroup {
  my $id = slurp("$make/made") // return undef;
  my $folder = slurp("$make/cg") // return undef;
  return copy_id($folder) eq $id ? $folder : undef;
}

sub end_copy {
  my $folder = copy_cgroup() // return;
  cg_empty($folder);
}

sub copy_pids {
  my $folder = copy_cgroup() // return ();
  return cg_pids($folder);
}

sub is_frozen {
  my $folder = copy_cgroup() // return 0;
  return (cg_event($folder, 'populated') // 0) && (cg_event($folder, 'frozen') // 0);
}

# Whether every process that was held is there, and nothing else is.
sub is_whole {
  my %present = map { $_ => 1 } copy_pids();
  my @wanted = split ' ', slurp("$make/pids") // '';
  return @wanted > 0 && @wanted == keys %present && !grep { !$present{$_} } @wanted;
}

# Whether all verified images are there; those in memory are gone after a restart.
sub has_images {
  my $count = slurp("$make/shipped") // return 0;
  opendir my $images, $arg{images} or return 0;
  return $count == grep { -f "$arg{images}/$_" } readdir $images;
}

# Whether the images and files were verified before the last restart of this host.
sub is_earlier_boot {
  return (slurp("$make/boot") // boot_id()) ne boot_id();
}

sub print_state {
  out('pids', copy_pids());
  out('frozen', is_frozen());
  out('job', job($make, 'criu'));
  for my $name (qw(prepared made)) {
    out($name) if -e "$make/$name";
  }
  out(is_earlier_boot() ? 'stored' : 'shipped') if has_images();
  out('held', slurp("$make/pids")) if -e "$make/pids";
  out('whole') if is_whole();
}

# The errors of criu's log: of many the first ones and the last one.
sub print_errors {
  my @errors = grep { /Error/ && !/RLIMIT_NOFILE/ } split /\n/, slurp("$make/criu/restore.log") // '';
  @errors = (@errors[0 .. 28], $errors[-1]) if @errors > 30;
  out('error', s/^\([0-9.]+\)\s*//r) for @errors;
}

sub drop_images {
  for my $path ($arg{images}, "$arg{images}.part") {
    system('rm', '-rf', '--', $path) if length($path) > 8;
  }
  (my $parent = $arg{images}) =~ s{/[^/]*\z}{};
  rmdir $parent;
}
