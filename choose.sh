# choose.sh - finds out what this system has.
#
# sh choose.sh has NAME     "#define HASNAME 1" if tryNAME.c compiles, links
#                           and, run here, ends with 0; else a comment
# sh choose.sh lib NAME LIB...   the first LIB with which tryNAME.c links and
#                           runs, or nothing: none is needed, or none helps
# sh choose.sh flag NAME FLAG... the first FLAG with which it links and runs
#
# Prints nothing else; what compilers say about a probe is their own affair.
set -u
how=$1 name=$2
shift 2
dir=$(mktemp -d) || exit 111
trap 'rm -rf "$dir"' EXIT
trap 'exit 111' HUP INT TERM

cc=$(head -n 1 conf-cc) ld=$(head -n 1 conf-ld)
compiles() { $cc -c -o "$dir/try.o" "try$name.c" >/dev/null 2>&1; }
links() { $ld "$@" -o "$dir/try" "$dir/try.o" $lib >/dev/null 2>&1; }
# shellcheck disable=SC3045 # a shell that has no -c says so to nobody
runs() { (ulimit -c 0; "$dir/try") >/dev/null 2>&1; }

lib=
[ "$how" != has ] || [ ! -f crypt.lib ] || lib=$(cat crypt.lib)
case $how in
  has)
    upper=$(echo "$name" | tr a-z A-Z)
    if compiles && links && runs; then echo "#define HAS$upper 1"
    else echo "/* this system: no $name */"; fi ;;
  lib)
    compiles && for lib in "" "$@"; do links && runs && break; lib=; done
    echo "$lib" ;;
  flag)
    compiles && for flag in "$@"; do
      links "$flag" && runs && { echo "$flag"; exit 0; }
    done
    echo ;;
esac
