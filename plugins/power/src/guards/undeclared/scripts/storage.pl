# Storage at work in the kernel: RAID, LVM, ZFS. Kernel threads are told by survey.pl.
#
# Arguments: none. The facts are those of survey.pl.
# Needs: kit.pl
use strict;

# Where /proc and /sys lie.
our $kernel_root = '';

# storage NAME WHAT PROGRESS: md(4) arrays that resync, LVM volumes that move, ZFS pools that scrub, resilver or change.
sub survey_storage {
    my $array = '';
    for (split /\n/, slurp("$kernel_root/proc/mdstat")) {
        $array = $1 if /^(md\S*)\s*:/;
        say_fact('storage', $array, $1, $2) if /\b(recovery|resync|reshape|check|repair)\s*=\s*(\S+)/;
    }
    # The mirror through which pvmove(8) copies; it goes on in the kernel when its program has ended.
    for my $file (glob "$kernel_root/sys/block/dm-*/dm/name") {
        say_fact('storage', $1, 'pvmove', '') if slurp($file) =~ /^(\S+-pvmove\d+)$/m;
    }
    survey_pools() if -e "$kernel_root/proc/spl/kstat/zfs" && has('zpool');
}

sub survey_pools {
    my $pool = '';
    for (lines_or_unseen('ZFS pools', 'zpool', 'status')) {
        $pool = $1 if /^\s*pool:\s*(\S+)/;
        # zpool-status(8): "scan: resilver (draid2:4d:11c:0s-0) in progress", "scan: error scrub in progress".
        say_fact('storage', $pool, $1, '') if /^\s*scan:\s*(?:error )?(scrub|resilver)\b.* in progress\b/;
        # "remove: Evacuation of sda in progress since", "expand: expansion of raidz1-0 in progress since".
        say_fact('storage', $pool, lc $1, '') if /^\s*(?:remove|expand):\s*(\w+) of .* in progress\b/;
    }
}
