# What a phone has and this machine's shell has not: owners (a file each below .own), properties, processes that are
# only folders below proc. R is the folder that stands for the phone's root.
own_key() { _ifs=$IFS; IFS=/; set -f; set -- $1; set +f; IFS=+; _key=$*; IFS=$_ifs; }
own_read() {
  own_key "$1"
  { read -r _uid _gid < "$R/.own/$_key"; } 2> /dev/null || { _uid=0; _gid=0; }
}
own_copy() { own_read "$1"; own_key "$2"; echo "$_uid $_gid" > "$R/.own/$_key"; }
chown() { own_key "$2"; echo "${1%:*} ${1#*:}" > "$R/.own/$_key"; }
stat() {
  [ -e "$3" ] || { echo "stat: '$3': No such file or directory" >&2; return 1; }
  own_read "$3"
  echo "$(command stat -c %f "$3") $_uid $_gid"
}
mv() { command mv "$@" || return; [ $# -eq 2 ] || shift; own_copy "$1" "$2"; }
cp() { command cp "$@" && own_copy "$2" "$3"; }
id() { echo 0; }
uname() { echo aarch64; }
df() { echo '/dev/block/dm-1 50000000 10000000 40000000 20% /data'; }
sync() { :; }
restorecon() { :; }
getprop() {
  while IFS='=' read -r _name _value; do [ "$_name" = "$1" ] && { echo "$_value"; return; }; done < "$R/system/build.prop"
  echo
}
kill() { command rm -r "$R/proc/$1"; cat "$R"/proc/[0-9]*/socket > "$R/proc/net/tcp" 2> /dev/null || :; }
sh() (
  _script=$1
  shift
  . "$_script"
)
