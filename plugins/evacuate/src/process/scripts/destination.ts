import {verifyManifest} from '../../target/send-files.ts'

/*
 * The destination's side. Files below RECORD/make: `shipped` (images verified), `made` (which cgroup is the copy's: boot id and inode), `pids`,
 * `gate`, `criu.job`, `criu.rc`, `prepared` (criu ended well, every process there, frozen).
 */

/**
 * criu's action script. `post-restore` puts the tree into its own cgroup, `pre-resume` freezes that, so that criu can end
 * while the copy stands still. criu only logs a `pre-resume` that fails, so everything that may fail is tried before.
 */
const gate = String.raw`#!/usr/bin/perl
use strict; use warnings;
my $act = $ENV{CRTOOLS_SCRIPT_ACTION} // '';
(my $m = $0) =~ s{/[^/]*\z}{};
sub slurp { open my $f, '<', $_[0] or return undef; local $/; my $t = <$f>; $t =~ s/\s+\z// if defined $t; $t }
my $cg = slurp("$m/cg") // exit 1;
if ($act eq 'post-restore') {
  for my $pid (split ' ', slurp("$m/pids") // exit 1) {
    next if (slurp("/proc/$pid/stat") // exit 1) =~ /\)\s+Z/s;
    open my $f, '>', "$cg/cgroup.procs" or exit 1;
    (defined syswrite $f, $pid) or exit 1;
  }
  open my $f, '>', "$cg/cgroup.freeze" or exit 1;
}
if ($act eq 'pre-resume') { open my $f, '>', "$cg/cgroup.freeze" or exit 1; (defined syswrite $f, '1') or exit 1 }
exit 0;
`

const common = String.raw`
my $m = "$a{dir}/make";
# The copy's cgroup, if it is still the one that this move made: a later move may use the same path, another boot too.
sub copy_id { my $ino = (stat $_[0])[1]; defined $ino ? boot_id() . " $ino" : '' }
sub copy_cg { my $id = slurp("$m/made") // return undef; my $cg = slurp("$m/cg") // return undef; copy_id($cg) eq $id ? $cg : undef }
sub end_copy { my $cg = copy_cg() // return; cg_empty($cg) }
sub copy_pids { my $cg = copy_cg() // return (); cg_pids($cg) }
sub frozen { my $cg = copy_cg() // return 0; (cg_event($cg, 'populated') // 0) && (cg_event($cg, 'frozen') // 0) }
sub facts {
  out('pids', copy_pids()); out('frozen', frozen()); out('job', job($m, 'criu'));
  for my $name (qw(shipped prepared made)) { out($name) if -e "$m/$name" }
  out('whole') if whole();
}
# Every process that was held is there and nothing else is.
sub whole { my %here = map { $_ => 1 } copy_pids(); my @want = split ' ', slurp("$m/pids") // ''; @want > 0 && @want == keys %here && !grep { !$here{$_} } @want }
sub trouble { my @e = grep { /Error/ && !/RLIMIT_NOFILE/ } split /\n/, slurp("$m/work/restore.log") // ''; @e = (@e[0, 1], $e[-1]) if @e > 3; out('error', s/^\([0-9.]+\)\s*//r) for @e }
sub drop_images { for my $p ($a{images}, "$a{images}.part") { system('rm', '-rf', '--', $p) if length $p > 8 } (my $up = $a{images}) =~ s{/[^/]*\z}{}; rmdir $up }
`

/** Args: dir. */
export const probeDestination = `${common} facts();`

/** Args: dir, epoch, images. Standard input: a tar of the images. */
export const receiveImages = `${common}${String.raw`
going();
drop_images();
-d $m or mkdir $m, 0700 or refuse('write', "$m: $!");
unlink "$m/shipped";
system('mkdir', '-p', '-m', '0700', '--', "$a{images}.part") and refuse('write', "$a{images}.part cannot be made");
unpack_here('tar', '-C', "$a{images}.part", '-xf', '-');
`}`

/** Args: dir, epoch, images, count. Standard input: the manifest. */
export const verifyImages = `${common}${verifyManifest}${String.raw`
verify("$a{images}.part");
my $have = 0;
opendir my $in, "$a{images}.part" or refuse('hash', "$a{images}.part: $!");
-f "$a{images}.part/$_" && $have++ for readdir $in;
refuse('hash', "there are $have images, $a{count} were sent") unless $have == $a{count};
rename "$a{images}.part", $a{images} or refuse('write', "$a{images}: $!");
put("$m/shipped", $have);
out('ok', $have);
`}`

/** Args: dir, epoch, cgroup, job, images, pids, low and top (ids that must be free), criu (argv, \x1f). Starts the restore. */
export const prepareScript = `${common}my $gate = <<'GATE';
${gate}GATE
${String.raw`
my $d = going();
# Once started, never again: its end is judged by whoever waits for it, and only destroy makes room for another try.
if (-e "$m/prepared" || job($m, 'criu') ne 'none') { out('already'); exit 0 }
refuse('prepare', 'no verified images') unless -e "$m/shipped";
if (!defined copy_cg()) {
  my $cg = cg($a{cgroup});
  refuse('busy', "cgroup $a{cgroup} holds other processes") if cg_event($cg, 'populated');
  # Always a new one: its inode then tells this copy from every other.
  refuse('busy', "cgroup $a{cgroup} exists and cannot be removed: $!") if -d $cg && !rmdir $cg;
  cg_make($a{cgroup}); put("$m/cg", $cg); put("$m/made", copy_id($cg));
}
put("$m/pids", $a{pids}); put("$m/gate", $gate); chmod 0700, "$m/gate";
system('mkdir', '-p', '-m', '0700', '--', "$m/work") and refuse('write', "$m/work");
unlink "$m/work/pidfile";
# criu and its helpers take ids too: let them take higher ones than those that the copy needs.
my $last = slurp('/proc/sys/kernel/ns_last_pid') // 0;
write_once('/proc/sys/kernel/ns_last_pid', $a{top}) if $last < $a{top} && $last + 1000 > $a{low};
# Between the end of its restore and the freeze only criu holds the copy: if it dies there, the copy must not go on.
spawn($m, 'criu', $a{job}, \&end_copy, split /\x1f/, $a{criu});
out('ok');
`}`

/** Args: dir, epoch, ms. Waits for criu's end; marks the copy as prepared when it is whole and frozen. */
export const awaitPrepared = `${common}${String.raw`
going();
for (my $i = 0; $i < $a{ms} && !-e "$m/prepared" && job($m, 'criu') eq 'running'; $i += 4) { last if -e "$m/criu.rc"; napms(4) }
for (my $i = 0; $i < 2000 && -e "$m/criu.rc" && job($m, 'criu') eq 'running'; $i += 4) { napms(4) }
if (job($m, 'criu') eq 'code 0' && !-e "$m/prepared") {
  my $cg = copy_cg();
  cg_await($cg, 'frozen', 1, 5000);
  put("$m/prepared", $a{epoch}) if frozen() && whole();
}
end_copy() if !-e "$m/prepared" && job($m, 'criu') ne 'running';
facts(); trouble() unless -e "$m/prepared";
`}`

/** Args: dir, epoch, first. One write lets the copy run; the scheduler then tells that it did. `ended`: all of it is over already. */
export const startScript = `${common}${String.raw`
my $d = going();
refuse('start', 'there is no prepared copy') unless -e "$m/prepared";
refuse('start', 'it was not committed') unless -e "$d/commit";
my $cg = copy_cg(); my @pids = copy_pids();
my %before = map { $_ => switches($_) } @pids;
write_once("$cg/cgroup.freeze", 0) or refuse('start', "$cg does not thaw");
my $at = realtime();
cg_await($cg, 'frozen', 0, 5000) or refuse('start', "$cg stays frozen");
my $ran = 0; my $ended = 0;
my $over = sub { my $s = task_state($_[0]); $s eq '' || $s eq 'Z' };
for (my $i = 0; $i < 5000 && !$ran && !$ended; $i += 2) {
  for (grep { !$over->($_) } @pids) {
    next if task_state($_) =~ /[Tt]/ || switches($_) <= $before{$_};
    $ran = "process $_ was scheduled " . (switches($_) - $before{$_}) . ' times'; last;
  }
  $ended = @pids == grep { $over->($_) } @pids;
  napms(2) unless $ran || $ended;
}
# What cannot live here (an instruction that this processor lacks) dies of its first steps.
if ($ran) { napms(50); $ended = @pids == grep { $over->($_) } @pids }
if ($ended) { out('ended', 1); exit 0 }
refuse('start', 'it was let go and did not move within 5 s') unless $ran;
out('thawed', $at); out('evidence', $ran);
`}`

/** Args: dir, epoch, images, pidfile, pid. Nothing of the copy is left when this returns. */
export const destroyScript = `${common}${String.raw`
my $d = acting();
refuse('destroy', 'it is committed') if -e "$d/commit";
for my $cg (defined slurp("$m/criu.job") ? cg(slurp("$m/criu.job")) : (), copy_cg() // ()) { cg_empty($cg) or refuse('destroy', "processes in $cg do not end") }
my $job = slurp("$m/criu.job"); my $cg = copy_cg();
if (defined $a{pidfile} && (slurp($a{pidfile}) // '') eq $a{pid} && !defined starttime($a{pid})) { unlink $a{pidfile} }
drop_images();
unlink map { "$m/$_" } qw(prepared shipped criu.rc criu.job pids);
cg_drop($job) if defined $job; cg_drop(substr $cg, length cg_root()) if defined $cg;
unlink "$m/made";
out('ok');
`}`

/** Args: dir, epoch, images. */
export const tidyDestination = `${common}${String.raw`
acting();
drop_images();
if (job($m, 'criu') ne 'running' && defined(my $rel = slurp("$m/criu.job"))) { cg_drop($rel) }
`}`
