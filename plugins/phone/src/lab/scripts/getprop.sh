#!/system/bin/sh
# getprop of a lab phone: what init has set, then build.prop; a property that is not there is an empty line, as on a
# phone.
# Usage: getprop NAME

[ -f "/run/props/$1" ] && exec cat "/run/props/$1"
while IFS='=' read -r key value; do
  [ "$key" = "$1" ] && { echo "$value"; exit 0; }
done < /system/build.prop
echo
