# Runs a command of a service under the record's lock, so that a command that an earlier ops process sent ends first.
# Its output goes to a file, because a daemon may keep it open.
# Arguments: dir, epoch, argv (words separated by \x1f), way (forward: refused while the move is being aborted; back)
# Prints: code EXIT, said LAST LINE
# Needs: ../../remote/scripts/prelude.pl ../../remote/scripts/record-lock.pl

my $dir = $arg{way} eq 'forward' ? open_record_forward() : open_record();
my @argv = split /\x1f/, $arg{argv};
unlink "$dir/command.end";
my $pid = fork() // refuse('fork', $!);
if (!$pid) {
  open STDIN,  '<',  '/dev/null';
  open STDOUT, '>',  "$dir/command.log";
  open STDERR, '>&', \*STDOUT;
  exec { $argv[0] } @argv;
  print STDERR "$argv[0]: $!\n";
  POSIX::_exit(127);
}
waitpid $pid, 0;
my $code = $? & 127 ? 128 + ($? & 127) : $? >> 8;
my $said = (split /\n/, slurp("$dir/command.log") // '')[-1] // '';
# For ops evacuate status, if the command did not have its effect.
put("$dir/command.end", "@{[join(' ', @argv) =~ tr/\n/ /r]} ended with exit $code" . (length $said ? " ($said)" : ''));
out('code', $code);
out('said', $said);
