# Which packages own unit files, and what a package manager has begun. The lists of dpkg and pacman are read directly:
# `dpkg -S` is slow on slow machines.
#
# Arguments: none. The facts are those of survey.pl.
# Needs: kit.pl
use strict;

# Where databases of packages lie.
our $package_root = '';

# packages MANAGER: its database was read; package FILE NAME: a unit file of a package. Of /lib and /usr/lib one may be
# a link to the other, and each manager names files in its own way.
sub survey_packages {
    my @files = grep { m{^(?:/usr)?/lib/systemd/system/} } @_;
    return unless @files;
    my %owners;
    for my $manager (['dpkg', dpkg_files()], ['pacman', pacman_files()], ['rpm', rpm_files(@files)]) {
        my ($name, @rows) = @$manager;
        say_fact('packages', $name) if @rows;
        $owners{without_usr($_->[1])}{$_->[0]} = 1 for @rows;
    }
    my %said;
    for my $file (grep { !$said{$_}++ } @files) {
        say_fact('package', $file, $_) for sort keys %{$owners{without_usr($file)} || {}};
    }
}

sub without_usr {
    my ($path) = @_;
    $path =~ s{^/?(?:usr/)?lib/}{/lib/};
    return $path;
}

# Unit files in lists of files, as [PACKAGE, PATH].
sub unit_rows {
    my ($package, $list) = @_;
    my $text = slurp($list);
    return () if index($text, 'lib/systemd/system/') < 0;
    return map { [$package, $_] } $text =~ m{^(/?(?:usr/)?lib/systemd/system/[^/\n]+)$}mg;
}

# deb-systemd: INFO/NAME.list or INFO/NAME:ARCHITECTURE.list.
sub dpkg_files {
    my @lists = glob "$package_root/var/lib/dpkg/info/*.list";
    return map { m{/([^/:]+)(?::[^/:]+)?\.list$} ? unit_rows($1, $_) : () } @lists;
}

# alpm: LOCAL/NAME-VERSION-RELEASE/files.
sub pacman_files {
    my @lists = glob "$package_root/var/lib/pacman/local/*/files";
    return map { m{/([^/]+)-[^/-]+-[^/-]+/files$} ? unit_rows($1, $_) : () } @lists;
}

# rpm prints all files of the packages that own one of these. It fails when one has no owner, which is an answer.
sub rpm_files {
    return () unless has('rpm') && grep { -d "$package_root$_" } qw(/var/lib/rpm /usr/lib/sysimage/rpm);
    my @command = ('rpm', '-qf', '--queryformat', '[%{=NAME}\t%{FILENAMES}\n]', @_);
    my ($code, @lines) = run_program(@command);
    say_failed('owners of unit files', $code, @command) if grep { $code == $_ } -1, 124, 127;
    return map { m{^(\S+)\t(/.*/systemd/system/[^/]+)$} ? [$1, $2] : () } @lines;
}

# busy snap/ID SUMMARY: changes that snapd has begun (`snap changes`: ID STATUS SPAWN READY SUMMARY).
sub survey_snaps {
    for (lines_or_unseen('changes of snapd', 'snap', 'changes')) {
        my ($id, $status, undef, undef, $summary) = split /\s{2,}/, $_, 5;
        say_fact('busy', "snap/$id", "$status: $summary") if defined $summary && $status =~ /^(?:Doing|Undoing|Abort)$/;
    }
}
