/*
 * The source's side of a process move. Files below RECORD/hold: `hook` and `cg` (what criu's hook needs), `froze` (it is
 * about to freeze), `held` (frozen, images whole), `decision` (release or rollback), `criu.job`, `criu.rc`, `moved`
 * (cgroup that the tree was taken from), `nft` (tables of network locks that were there before).
 */

/**
 * criu's action script. In `post-dump` the images are whole and criu holds the tree by ptrace; whoever kills criu or this
 * script would let it run. So it freezes the tree's cgroup first: then nothing but a write to cgroup.freeze lets it run.
 * It never decides by itself, and leaves (the tree stays frozen) when criu is gone.
 */
const hook = String.raw`#!/usr/bin/perl
use strict; use warnings; use IO::Handle;
my $act = $ENV{CRTOOLS_SCRIPT_ACTION} // '';
(my $h = $0) =~ s{/[^/]*\z}{};
sub slurp { open my $f, '<', $_[0] or return undef; local $/; my $t = <$f>; $t =~ s/\s+\z// if defined $t; $t }
sub put {
  open my $f, '>', "$h/$_[0].new" or exit 1;
  (print $f "$_[1]\n" and $f->flush and $f->sync and close $f and rename "$h/$_[0].new", "$h/$_[0]") or exit 1;
  open my $d, '<', $h or exit 1; $d->sync;
}
sub now { my $t = qx(date +%s.%N); chomp $t; $t }
if ($act eq 'pre-dump') { put('freezing', now()); exit 0 }
exit 0 unless $act eq 'post-dump';
my $criu = getppid();
my $cg = slurp("$h/cg") // exit 1;
exit 1 if -e "$h/decision";
put('froze', now());
open my $f, '>', "$cg/cgroup.freeze" or exit 1;
(defined syswrite $f, '1') or exit 1;
close $f or exit 1;
my $pids = join ' ', split /\n/, slurp("$cg/cgroup.procs") // '';
put('held', $pids);
for (;;) {
  my $word = slurp("$h/decision") // '';
  exit 0 if $word eq 'release';
  exit 1 if $word eq 'rollback' || getppid() != $criu;
  select undef, undef, undef, 0.005;
}
`

const common = String.raw`
my $h = "$a{dir}/hold";
sub here { boot_id() eq $a{boot} && same_task($a{pid}, $a{start}) }
# Those of the held processes that are still there; after another boot their numbers are somebody else's.
sub left { my $cg = slurp("$h/cg") // return (); return () if boot_id() ne $a{boot}; my %held = map { $_ => 1 } split ' ', slurp("$h/held") // ''; grep { $held{$_} && defined starttime($_) } cg_pids($cg) }
sub facts {
  my $cg = slurp("$h/cg");
  out('task', here() ? 'alive' : 'gone'); out('job', job($h, 'criu'));
  out('frozen', defined $cg ? cg_event($cg, 'frozen') // 0 : 0);
  for my $name (qw(held decision freezing)) { my $t = slurp("$h/$name"); out($name, $t) if defined $t }
  out('began') if defined slurp("$h/froze");
  out('left', left()) if left();
}
sub trouble { my @e = grep { /Error/ && !/RLIMIT_NOFILE/ } split /\n/, slurp("$h/work/dump.log") // ''; @e = (@e[0, 1], $e[-1]) if @e > 3; out('error', s/^\([0-9.]+\)\s*//r) for @e }
sub nft_tables { grep { /CRIU-/ } split /\n/, qx(nft list tables 2>/dev/null) // '' }
sub drop_locks {
  my %before = map { $_ => 1 } split /\|/, slurp("$h/nft") // '';
  for (grep { !$before{$_} } nft_tables()) { my ($family, $name) = /^table (\S+) (\S+)/ or next; out('unlocked', "$family $name"); system('nft', 'delete', 'table', $family, $name) }
}
sub drop_images { system('rm', '-rf', '--', $a{images}) if length $a{images} > 8; (my $up = $a{images}) =~ s{/[^/]*\z}{}; rmdir $up }
`

/** Args: dir, boot, pid, start. */
export const probeSource = `${common} facts();`

/**
 * Args: dir, epoch, boot, pid, start, cgroup, make (1: the tree is moved into it first), job (cgroup of criu), images,
 * criu (argv, \x1f). Starts the dump as a process that outlives us.
 */
export const holdScript = `${common}my $hook = <<'HOOK';
${hook}HOOK
${String.raw`
my $d = going();
if (-e "$h/held" && slurp("$h/cg") && !cg_event(slurp("$h/cg"), 'frozen') && here()) {
  # Traced by criu all the time, it has done nothing since its images were written.
  task_state($a{pid}) eq 't' && cg_freeze(slurp("$h/cg"), 1) or refuse('thawed', 'somebody thawed its cgroup since it was held, so its images are old');
}
if (-e "$h/held" || job($h, 'criu') eq 'running') { out('already'); exit 0 }
refuse('decided', 'it was released or taken back') if -e "$h/decision";
refuse('gone', "process $a{pid} ended") unless here();
-d $h or mkdir $h, 0700 or refuse('write', "$h: $!");
my $cg = cg($a{cgroup});
# Before it is moved: whoever takes that back looks here.
put("$h/cg", $cg);
if ($a{make}) {
  cg_make($a{cgroup});
  put("$h/moved", cg_of($a{pid}) // '/') unless -e "$h/moved";
  for (my $i = 0; $i < 20; $i++) { my @out = grep { (cg_of($_) // '') ne $a{cgroup} } moving($a{pid}); last unless @out; write_once("$cg/cgroup.procs", $_) for @out; }
}
refuse('cgroup', "$a{cgroup} is not its own") if grep { my $p = $_; !grep { $p == $_ } moving($a{pid}) } cg_pids($cg);
if (slurp("$cg/cgroup.freeze")) {
  refuse('frozen', "cgroup $a{cgroup} is frozen already; criu would hang") unless -e "$h/froze";
  cg_freeze($cg, 0) or refuse('frozen', "cgroup $a{cgroup} does not thaw");
}
unlink "$h/froze"; put("$h/nft", join '|', nft_tables());
put("$h/hook", $hook); chmod 0700, "$h/hook";
drop_images(); system('mkdir', '-p', '-m', '0700', '--', $a{images}, "$h/work") and refuse('write', $a{images});
spawn($h, 'criu', $a{job}, undef, split /\x1f/, $a{criu});
out('ok');
sub moving { my @todo = @_; my @found; while (defined(my $p = shift @todo)) { next unless defined starttime($p); push @found, $p; for my $t (glob "/proc/$p/task/*/children") { push @todo, split ' ', slurp($t) // '' } } @found }
`}`

/** Args: dir, boot, pid, start, images, ms. Waits until the tree is held or the dump has ended. */
export const awaitHeld = `${common}${String.raw`
for (my $i = 0; $i < $a{ms}; $i += 4) { last if -e "$h/held" || job($h, 'criu') ne 'running'; napms(4) }
facts(); trouble() unless -e "$h/held";
my $bytes = 0;
if (open my $du, '-|', 'du', '-sb', '--', $a{images}) { ($bytes) = split /\s/, <$du> // '0' }
out('bytes', $bytes);
`}`

/** Args: dir, epoch, boot, pid, start, pidfile. Ends the held tree for ever. */
export const releaseScript = `${common}${String.raw`
my $d = going();
refuse('release', 'it was not committed') unless -e "$d/commit";
defined slurp("$h/held") or refuse('release', 'it was never held');
refuse('release', 'it was taken back') if (slurp("$h/decision") // '') eq 'rollback';
my $cg = slurp("$h/cg");
put("$h/decision", 'release');
for (my $i = 0; $i < 30000 && job($h, 'criu') eq 'running'; $i += 5) { napms(5) }
out('criu', job($h, 'criu'));
# criu or its hook died while it held, or one process of the tree did: nobody else ends the rest of it.
if (my @left = left()) { out('killed', @left); kill 'KILL', @left }
for (my $i = 0; $i < 5000 && (here() || left()); $i += 5) { napms(5) }
refuse('release', "process $a{pid} or one of its children does not end") if here() || left();
write_once("$cg/cgroup.freeze", 0);
drop_locks();
cg_drop(substr $cg, length cg_root()) if -e "$h/moved";
unlink $a{pidfile} if defined $a{pidfile} && (slurp($a{pidfile}) // '') eq $a{pid};
out('ok');
`}`

/** Args: dir, epoch, boot, pid, start, ms. Lets the tree run again; a dump that is not done is waited for, then ended. */
export const recoverScript = `${common}${String.raw`
my $d = acting();
refuse('recover', 'it was released') if (slurp("$h/decision") // '') eq 'release';
if (-d $h) { put("$h/decision", 'rollback') }
for (my $i = 0; $i < $a{ms} && job($h, 'criu') eq 'running'; $i += 5) { napms(5) }
if (job($h, 'criu') eq 'running') { out('ended', 'criu'); cg_empty(cg(slurp("$h/criu.job"))) or refuse('recover', 'criu does not end') }
refuse('gone', "process $a{pid} ended") unless here();
drop_locks();
my $before = switches($a{pid});
if (defined(my $cg = slurp("$h/cg"))) {
  # Only what this move froze: another one may hold it.
  !-e "$h/froze" or cg_freeze($cg, 0) or refuse('recover', "$cg does not thaw");
  if (defined(my $from = slurp("$h/moved"))) {
    my $to = cg($from); write_once("$to/cgroup.procs", $_) for cg_pids($cg);
    unlink "$h/moved"; cg_drop(substr $cg, length cg_root());
  }
}
my $state = '';
for (my $i = 0; $i < 5000; $i += 5) { $state = task_state($a{pid}); last if $state =~ /^[RSDI]$/ && (!-e "$h/froze" || switches($a{pid}) > $before); napms(5) }
refuse('recover', "process $a{pid} is in state $state") unless $state =~ /^[RSDI]$/;
out('state', $state); out('switches', switches($a{pid}) - $before);
`}`

/** Args: dir, epoch, boot, images. Children whose first process was killed while they were held go on without it, unless it was released. */
export const tidySource = `${common}${String.raw`
my $d = acting();
if (left() && (slurp("$h/decision") // '') ne 'release') { cg_freeze(slurp("$h/cg"), 0) }
drop_images();
if (defined(my $rel = slurp("$h/criu.job"))) { cg_drop($rel) }
`}`
