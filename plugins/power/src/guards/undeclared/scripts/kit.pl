# What the parts of the survey share: reading files, running programs, printing facts.
#
# Arguments: none. Needs only perl-base.
use strict;

$ENV{LC_ALL} = 'C';
$ENV{PATH} .= ':/usr/sbin:/sbin:/usr/local/bin';

# The content of a file; '' when it cannot be read.
sub slurp {
    my ($path) = @_;
    open(my $file, '<', $path) or return '';
    local $/;
    my $text = <$file>;
    return defined $text ? $text : '';
}

# One line of the survey: fields separated by tabs; control characters in them become blanks.
sub say_fact {
    my @fields = map { defined $_ ? substr($_, 0, 400) : '' } @_;
    s/[\x00-\x1f\x7f]/ /g for @fields;
    print join("\t", @fields), "\n";
}

# What the survey could not see. Whoever reads the survey must not take it for "nothing".
sub say_unseen {
    my ($subject, $why) = @_;
    say_fact('unseen', $subject, $why);
}

# Seconds that all programs together may take. Each one may use half of what is left, so that a slow machine has the
# time that it needs, and one program that hangs leaves some for the others.
our $program_seconds = 60;
my (@slow, $took);

# The program and its verb, as people know it.
sub name_command {
    my @words = grep { /^[a-z][\w.-]*$/ } @_;
    return join(' ', @words[0 .. ($#words < 1 ? $#words : 1)]);
}

# Exit code and lines of a program, which is ended when its time is over (124). Without time left it is not run (-1).
sub run_program {
    my @command = @_;
    my $share = int(($program_seconds + 1) / 2);
    return (-1) if $share < 1;
    my $began = time;
    my $pid = open(my $output, '-|');
    return (127) unless defined $pid;
    if (!$pid) {
        open(STDIN, '<', '/dev/null');
        open(STDERR, '>', '/dev/null');
        exec('timeout', $share, @command) or exit 127;
    }
    my @lines = <$output>;
    close $output;
    chomp @lines;
    $took = time - $began;
    $program_seconds -= $took;
    push @slow, name_command(@command) . " took $took s" if $took >= 2 || $? >> 8 == 124;
    return ($? >> 8, @lines);
}

# How a program failed, and where the time of all programs went if it had too little of it.
sub say_failed {
    my ($subject, $code, @command) = @_;
    my $name = name_command(@command);
    return say_unseen($subject, "$name ended with exit code $code") if $code != 124 && $code != -1;
    my $how = $code == 124 ? "did not end within $took s" : 'had no time left';
    say_unseen($subject, join('; ', "$name $how", $code == 124 ? @slow[0 .. $#slow - 1] : @slow));
}

# Names of programs that run on this system. What would be started by a question (through a socket, by D-Bus) is asked
# only if it runs already: a survey changes nothing.
our %running;

sub runs {
    my ($comm) = @_;
    return $running{substr($comm, 0, 15)};
}

# Lines of a program; a program that fails is told as not seen.
sub lines_or_unseen {
    my ($subject, @command) = @_;
    my ($code, @lines) = run_program(@command);
    return @lines if $code == 0;
    say_failed($subject, $code, @command);
    return ();
}

sub has {
    my ($program) = @_;
    return grep { -x "$_/$program" } split /:/, $ENV{PATH};
}

# The records of `systemctl show` and `loginctl show-session`: KEY=VALUE, separated by empty lines.
sub parse_records {
    my @records = ({});
    for (@_) {
        if (/^(\w+)=(.*)$/) { $records[-1]{$1} = $2 }
        elsif ($_ eq '')    { push @records, {} }
    }
    return grep { keys %$_ } @records;
}
