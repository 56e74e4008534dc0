# sshd of a lab phone: Debian's real one with what makes the ROM's build different. That is its version's name, where it
# looks for the folder of the unprivileged half, root logins forced open on debuggable builds, no penalties (Debian's
# OpenSSH 10 has them, the ROMs' versions do not), and folder checks left out where Android does.
# Usage: as sshd
# Variables set in front: version, and strict_modes: options that switch the folder checks off, or nothing
# shellcheck shell=sh disable=SC2154

case "$1" in
  -V)
    echo "unknown option -- V" >&2
    echo "OpenSSH_$version, BoringSSL" >&2
    exit 1
    ;;
esac
empty=/data/ssh/empty
[ -d $empty ] || { echo "Missing privilege separation directory: $empty" >&2; exit 255; }
case "$(stat -c '%u %a' $empty)" in
  "0 "*[2367]? | "0 "*[2367] | [!0]*)
    echo "$empty must be owned by root and not group or world-writable." >&2
    exit 255
    ;;
esac
mkdir -p /run/sshd && chmod 755 /run/sshd
# shellcheck disable=SC2086
exec /usr/sbin/sshd -o PermitRootLogin=yes -o PerSourcePenalties=no $strict_modes "$@"
