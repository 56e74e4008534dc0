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

# One line of the survey: fields separated by tabs; control characters and backslashes in them become blanks.
sub say_fact {
    my @fields = map { defined $_ ? substr($_, 0, 400) : '' } @_;
    s/[\x00-\x1f\x7f\\]/ /g for @fields;
    print join("\t", @fields), "\n";
}

# What the survey could not see. Whoever reads the survey must not take it for "nothing".
sub say_unseen {
    my ($subject, $why) = @_;
    say_fact('unseen', $subject, $why);
}

# Exit code and lines of a program, which is ended after 10 s.
sub run_program {
    my @command = @_;
    my $pid = open(my $output, '-|');
    return (127) unless defined $pid;
    if (!$pid) {
        open(STDIN, '<', '/dev/null');
        open(STDERR, '>', '/dev/null');
        exec('timeout', '10', @command) or exit 127;
    }
    my @lines = <$output>;
    close $output;
    chomp @lines;
    return ($? >> 8, @lines);
}

# Lines of a program; a program that fails is told as not seen.
sub lines_or_unseen {
    my ($subject, @command) = @_;
    my ($code, @lines) = run_program(@command);
    return @lines if $code == 0;
    my $how = $code == 124 ? 'did not end within 10 s' : "ended with exit code $code";
    say_unseen($subject, "$command[0] $how");
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
