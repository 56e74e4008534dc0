#!/bin/busybox sh
# shellcheck shell=dash
#
# /etc/udhcpc.script of the initramfs: applies a DHCP lease, and keeps its values in /run/net.conf for /init.
#
# Argument: the event. Environment, set by udhcpc: interface ip mask router dns siaddr serverid hostname.

# shellcheck disable=SC2154 # set by udhcpc
[ "$1" = bound ] || [ "$1" = renew ] || exit 0
command ip addr flush dev "$interface"
command ip addr add "$ip/${mask:-24}" dev "$interface"
for gateway in $router; do
  command ip route add default via "$gateway" dev "$interface" && break
done
: >/etc/resolv.conf
for address in $dns; do
  echo "nameserver $address" >>/etc/resolv.conf
done
# siaddr is the boot server; without it, the DHCP server is.
if [ -z "$siaddr" ] || [ "$siaddr" = 0.0.0.0 ]; then siaddr=$serverid; fi
name=$(echo "$hostname" | tr -cd 'A-Za-z0-9._-')
printf "client='%s' server='%s' name='%s'\n" "$ip" "$siaddr" "$name" >/run/net.conf
