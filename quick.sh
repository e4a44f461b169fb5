# quick.sh - links a program that each login starts, and that hashes passwords.
#
# sh quick.sh PROGRAM OBJECT...   as static.sh, with the libcrypt that
# crypt.archive names, and with glue.c's memcpy; if it names none, PROGRAM is a
# copy of PROGRAM-nss
set -eu
program=$1
crypt=$(cat crypt.archive)
[ -z "$crypt" ] || exec sh static.sh "$@" -Wl,--wrap=memcpy "$crypt"
trap 'rm -f "$program.new"' EXIT
trap 'exit 111' HUP INT TERM
cp "$program-nss" "$program.new"
mv -f "$program.new" "$program"
