# Storage at work in the kernel: RAID, LVM, DRBD, ZFS. Kernel threads are told by survey.pl.
#
# Arguments: none. The facts are those of survey.pl.
# Needs: kit.pl
use strict;

# Where /proc and /sys lie.
our $kernel_root = '';

# storage NAME WHAT PROGRESS: md(4) arrays that resync, LVM volumes that move, mirrors and DRBD volumes that are not in
# sync, ZFS pools that scrub, resilver or change.
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
    # Without this file dmsetup would make it, or could not read it.
    survey_mirrors() if -w "$kernel_root/dev/mapper/control" && has('dmsetup');
    survey_replicas() if -e "$kernel_root/proc/drbd";
    survey_pools() if -e "$kernel_root/proc/spl/kstat/zfs" && has('zpool');
}

# dm-mirror: NAME: START LENGTH mirror DEVICES NAME... IN-SYNC/ALL 1 HEALTH (Linux, dm-raid1.c).
sub survey_mirrors {
    for (lines_or_unseen('mirrors of LVM', 'dmsetup', 'status', '--target', 'mirror')) {
        my ($name, $done, $all) = /^(\S+): \d+ \d+ mirror \d+ .*? (\d+)\/(\d+) \d/ or next;
        say_fact('storage', $name, 'sync', "$done/$all") if $done < $all;
    }
}

# DRBD 8 tells in /proc/drbd, DRBD 9 by drbdsetup-status(8).
sub survey_replicas {
    my $device = '';
    for (split /\n/, slurp("$kernel_root/proc/drbd")) {
        my ($minor, $state) = /^\s*(\d+): cs:(\w+)/ or next;
        $device = "drbd$minor";
        say_fact('storage', $device, $state, '') if $state =~ /^(?:Sync|PausedSync|Verify)/;
    }
    return if $device ne '' || !has('drbdsetup');
    for (lines_or_unseen('volumes of DRBD', 'drbdsetup', 'status')) {
        $device = $1 if /^(\S+) role:/;
        my ($state) = /\breplication:((?:Sync|PausedSync|Verify)\w*)/ or next;
        my ($done) = /\bdone:(\S+)/;
        say_fact('storage', $device, $state, defined $done ? "$done%" : '');
    }
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
