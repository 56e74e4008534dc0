# Surveys what a host has and lacks for a service's move. Changes nothing.
# Arguments: programs, files (both separated by \x1f)
# Prints: declared, undeclared, link, shared; absent PROGRAM, bytes N (of the files), tar
# Needs: ../../remote/scripts/host-facts.pl ../../transfer/scripts/declared-files.pl

describe_declared_files();
for my $program (split /\x1f/, $arg{programs} // '') {
  out('absent', $program) unless $program =~ m{/} ? -x $program : grep { -x "$_/$program" } split /:/, $ENV{PATH};
}
my $bytes = 0;
for my $file (grep { -e $_ } split /\x1f/, $arg{files} // '') {
  my $pid = open(my $du, '-|') // next;
  if (!$pid) {
    exec 'du', '-sb', '--', $file;
    POSIX::_exit(127);
  }
  $bytes += (split ' ', <$du> // 0)[0];
}
out('bytes', $bytes);
out('tar') if !system('tar --version >/dev/null 2>&1');
