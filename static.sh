# static.sh - compiles and links a program that each login starts.
#
# sh static.sh PROGRAM SOURCE...   by the two commands in static.tools: one
# compiles, one links
set -eu
program=$1
shift
cc=$(sed -n 1p static.tools) ld=$(sed -n 2p static.tools)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 111' HUP INT TERM
for source; do $cc -c -o "$dir/$(basename "$source" .c).o" "$source"; done
$ld -o "$program" "$dir"/*.o
