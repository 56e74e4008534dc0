# Tells whether a line of a crontab starts the work.
# Arguments: commands (argvs that start it; words separated by \x1f, argvs by \x1e)
# Needs: ../../remote/scripts/prelude.pl

my $interpreter = qr{(?:^|/)(?:sh|dash|bash|env|perl|python[\d.]*|ruby|node|java)$};
my $manager = qr{(?:^|/)(?:systemctl|service|invoke-rc\.d)$};

# The words of a simple command; empty when it is more than that.
sub simple_words {
  my ($line) = @_;
  $line =~ s/\\%/%/g if $line !~ /(?<!\\)%/;
  my @words;
  while ($line =~ /\G\s*((?:"[^"\\\$`]*"|'[^']*'|[^\s"'\\\$`;|&()<>%]|\\.|(?<=\d)(?=[<>]))+)/gc) {
    my $word = $1;
    if ($word =~ /^\d$/ && $line =~ /\G[<>]/) {
      pos($line) -= 1;
      last;
    }
    push @words, $word =~ s/"([^"]*)"|'([^']*)'|\\(.)/$1 \/\/ $2 \/\/ $3/ger;
  }
  my $rest = substr $line, pos($line) // 0;
  # Redirections and a trailing & do not change which program runs.
  return () unless $rest =~ /^(?:\s*(?:\d?>>?\s*&?\s*[\w\/.+-]+|&>>?\s*[\w\/.+-]+|\d?<\s*[\w\/.+-]+))*\s*&?\s*$/;
  shift @words while @words && ($words[0] =~ /^\w+=/ || $words[0] =~ /^(?:exec|nohup|setsid|-f|--fork)$/);
  return @words;
}

# exact: the line starts one of the commands. within: it contains one of them whole, among more. program: it names a
# program of them. Otherwise empty.
sub match_command {
  my ($line) = @_;
  my @words = simple_words($line);
  my @commands = map { [split /\x1f/] } split /\x1e/, $arg{commands} // '';
  for my $command (@commands) {
    return 'exact' if @words && join("\x1f", @words) eq join("\x1f", @$command);
  }
  for my $command (@commands) {
    my @from = words_from_program(@$command) or next;
    my $text = join '\s+', map { "\Q$_\E" } @from;
    return 'within' if $line =~ m{(?:^|[\s"'=;|&(])$text\s*(?:$|[;|&)"'<>%]|\d[<>])};
  }
  for my $command (@commands) {
    my ($program) = words_from_program(@$command) or next;
    next if $program =~ /\s/;
    return 'program' if $line =~ m{(?:^|[\s"'=;|&(])\Q$program\E(?:$|[\s"';|&)])};
  }
  return '';
}

# The words of a command without the interpreter of its script and the interpreter's options.
sub words_from_program {
  my ($program, @rest) = @_;
  return () if !defined $program || $program =~ $manager;
  return ($program, @rest) unless $program =~ $interpreter;
  shift @rest while @rest && $rest[0] =~ /^-/;
  return @rest && $rest[0] !~ /\s/ ? @rest : ();
}
