# quick.sh - compiles and links a program that each login starts, and that
# hashes passwords.
#
# sh quick.sh PROGRAM SOURCE...   as static.sh, with the libcrypt that
# crypt.archive names; if it names none, PROGRAM is a copy of PROGRAM-nss
set -eu
program=$1
shift
crypt=$(cat crypt.archive)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 111' HUP INT TERM
if [ -z "$crypt" ]; then
  cp "$program-nss" "$dir/$program"
  mv -f "$dir/$program" "$program"
  exit
fi
cc=$(sed -n 1p static.tools) ld=$(sed -n 2p static.tools)
for source; do $cc -c -o "$dir/$(basename "$source" .c).o" "$source"; done
$ld -o "$program" "$dir"/*.o "$crypt"
