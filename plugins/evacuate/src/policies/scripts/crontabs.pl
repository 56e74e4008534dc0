# Lines of crontabs. A line is disarmed by a comment mark in front of it, so that removing the mark restores it exactly.
# Needs: ../../remote/scripts/prelude.pl

# Every crontab of the host, and whether its lines name a user.
sub crontabs {
  my @found = map { [$_, 1] } grep { -f $_ } '/etc/crontab', glob '/etc/cron.d/*';
  return @found, map { [$_, 0] } grep { -f $_ } glob '/var/spool/cron/crontabs/* /var/spool/cron/*';
}

# The mark in front of a line; without a run the pattern of every mark of this workload.
sub cron_mark {
  my ($run) = @_;
  my $text = defined $run ? quotemeta $run : '\S+';
  return qr/^#moved-away-by-ops $text \Q$arg{name}\E#/;
}

sub read_lines {
  my ($file) = @_;
  open my $in, '<', $file or return ();
  return <$in>;
}

# Replaces a crontab as a whole; owner and mode stay.
sub write_crontab {
  my ($file, @lines) = @_;
  my @stat = stat $file or refuse('write', "$file: $!");
  # cron does not read names that begin with a dot.
  (my $new = $file) =~ s{([^/]*)\z}{.$1.ops-new};
  unlink $new;
  open my $out, '>', $new or refuse('write', "$new: $!");
  my $is_written = chown($stat[4], $stat[5], $new) && chmod($stat[2] & 07777, $new);
  $is_written &&= print($out @lines) && $out->flush && $out->sync && close($out) && rename $new, $file;
  if (!$is_written) {
    my $why = $!;
    unlink $new;
    refuse('write', "$file: $why");
  }
  sync_dir($file =~ s{/[^/]*\z}{}r);
}

# Comments a line out wherever it stands in a crontab; false when it is not there.
sub disarm_line {
  my ($file, $text) = @_;
  my $mark = cron_mark();
  my $is_it = sub { $_[0] =~ s/\r?\n\z//r eq $text };
  my @lines = read_lines($file);
  if (grep { $is_it->($_) } @lines) {
    write_crontab($file, map { $is_it->($_) ? "#moved-away-by-ops $arg{run} $arg{name}#$_" : $_ } @lines);
  }
  my @after = read_lines($file);
  return !grep({ $is_it->($_) } @after) && grep { /$mark/ && $is_it->(s/$mark//r) } @after;
}

# Removes the marks of this workload (with a run only those that it made); returns the files.
sub restore_crontabs {
  my ($run) = @_;
  my $mark = cron_mark($run);
  my @restored;
  for my $file (map { $_->[0] } crontabs()) {
    my @lines = read_lines($file);
    next unless grep { $_ =~ $mark } @lines;
    write_crontab($file, map { s/$mark//r } @lines);
    push @restored, $file;
  }
  return @restored;
}
