# static.sh - compiles and links programs that each login starts, by the two
# commands in static.tools.
#
# sh static.sh NAME.c             makes NAME-static.o
# sh static.sh PROGRAM OBJECT...  links them
set -eu
name=$1
shift
cc=$(sed -n 1p static.tools) ld=$(sed -n 2p static.tools)
case $name in
  *.c) exec $cc -c -o "${name%.c}-static.o" "$name" ;;
  *) exec $ld -o "$name" "$@" ;;
esac
