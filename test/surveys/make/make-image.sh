#!/bin/sh
# Makes the disk of a machine from a root file system, which stays as it is: make-image.sh ROOT FOLDER HOSTNAME PUBLIC-KEY PREPARE
#
# Run by `unshare --mount`. FOLDER gets disk.img (ext4), vmlinuz and initrd. Root and the users below log in with the
# key. PREPARE is shell text that runs in the root at the end.
set -eu
users='alice bob carol dave erin frank'
root=$1 folder=$2 hostname=$3 key=$4 prepare=$5

mkdir -p "$folder/upper" "$folder/work" "$folder/merged"
mount -t overlay overlay -o "lowerdir=$root,upperdir=$folder/upper,workdir=$folder/work" "$folder/merged"
cd "$folder/merged"

# Without it the first start counts as the first boot of an installation, which enables units by their presets.
echo 0123456789abcdef0123456789abcdef >etc/machine-id
echo "$hostname" >etc/hostname
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$hostname" >etc/hosts
echo '/dev/vda / ext4 defaults 0 1' >etc/fstab
# NetworkManager needs no configuration; elsewhere Debian's installer writes this.
if [ ! -e usr/sbin/NetworkManager ]; then
    printf 'auto lo\niface lo inet loopback\nallow-hotplug eth0\niface eth0 inet dhcp\n' >etc/network/interfaces
fi
for user in $users; do chroot . useradd --create-home --shell /bin/bash "$user"; done
for home in root $(printf 'home/%s ' $users); do
    mkdir -p "$home/.ssh"
    chmod 700 "$home/.ssh"
    echo "$key" >"$home/.ssh/authorized_keys"
done
for user in $users; do chroot . chown -R "$user:" "/home/$user"; done
if [ -n "$prepare" ]; then
    mount -t proc proc proc
    chroot . sh -euc "$prepare"
    umount proc
fi

# Its packages have done what systemd would do again after an update of /usr (systemd-update-done.service(8)).
touch etc/.updated var/.updated

cp -L boot/vmlinuz-* "$folder/vmlinuz"
cp -L boot/initrd.img-* "$folder/initrd"
cd /
truncate -s 6G "$folder/disk.img"
mke2fs -q -t ext4 -E lazy_itable_init=0,lazy_journal_init=0 -O ^metadata_csum_seed -d "$folder/merged" "$folder/disk.img"
umount "$folder/merged"
rm -rf "$folder/upper" "$folder/work" "$folder/merged"
