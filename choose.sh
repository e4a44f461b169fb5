# choose.sh - finds out what this system has.
#
# sh choose.sh has NAME     writes hasNAME.h: "#define HASNAME 1" if tryNAME.c
#                           compiles and links; else a comment
# sh choose.sh has NAME CONF     a no is the end, with what CONF says below its
#                           first line, unless that line is "none"
# sh choose.sh lib NAME LIB...   writes NAME.lib: the first LIB with which
#                           tryNAME.c links, or nothing: none is needed, or
#                           none helps.  None comes last, as a sanitizer has
#                           the name of what it watches, and nothing behind it
# sh choose.sh flag NAME FLAG... writes NAME.flag: the first FLAG with which
#                           it links and then, run here, ends with 0
#                           as has, one that ends in _crypt has crypt.lib
# sh choose.sh tools static writes static.tools, the two commands that compile
#                           and link the static programs: conf-static's if all
#                           that was found is true of it too, else conf-cc
#                           and conf-ld
# sh choose.sh archive NAME writes NAME.archive: the libNAME.a with which the
#                           static programs, if they have another libc than
#                           conf-cc's, can do what its programs do by libNAME;
#                           or nothing
# sh choose.sh found NAME FILE     writes hasNAME.h: "#define HASNAME 1" if
#                           FILE names something
#
# What is asked is what a program can be made of.  Whether a kernel does what
# it is asked is found out by the program that runs on it: this machine's may
# be another, or be told to refuse it (a container's filter).  Only a way to
# link is tried, as linkers take flags whose programs do not start.
#
# The answer appears whole or not at all.  What compilers say about a probe is
# their own affair; but one that makes nothing of the least program is no "no".
set -u
how=$1 name=$2
shift 2
case $how in has | found) to=has$name.h ;; *) to=$name.$how ;; esac
dir=$(mktemp -d) || exit 111
trap 'rm -rf "$dir"; rm -f "$to.new"' EXIT
trap 'exit 111' HUP INT TERM

# as all is compiled: conf-cc's line, and what makes files large
cc=$(sed -n 's/^exec \(.*\) -c -o .*/\1/p' compile)
large=${cc#"$(head -n 1 conf-cc)"}
ld=$(head -n 1 conf-ld)
flags=${ld#"${ld%% *}"} # of the linker, without its name
compiles() { $cc -c -o "$dir/try.o" "$1" >"$dir/said" 2>&1; }
links() { $ld "$@" -o "$dir/try" "$dir/try.o" $lib >"$dir/said" 2>&1; }
# shellcheck disable=SC3045 # a shell that has no -c says so to nobody
runs() { (ulimit -c 0; "$dir/try") >/dev/null 2>&1; }

# ends this if the no is the compiler's or the linker's own
works() {
  lib=
  echo 'int main(void) { return 0; }' >"$dir/least.c" &&
    compiles "$dir/least.c" && links && return
  { echo "choose.sh: fatal: cannot compile and link anything:"
    cat "$dir/said"; } >&2
  exit 111
}

# ends this if there can be no good programs without
must_have() {
  [ $# -eq 0 ] || [ "$(head -n 1 "$1")" = none ] && return
  { echo "choose.sh: fatal: no $name, says try$name.c; and $1 says:"
    sed 1d "$1"; } >&2
  exit 111
}

# Adds to $ld what makes a program static that can be loaded anywhere.  Not
# every musl-gcc knows -static-pie, and one that does not makes a dynamic
# program of it; then its own start files are named instead.
static() {
  compiles trystatic.c || return
  crt=$($ld -### "$dir/try.o" 2>&1 | tr ' "' '\n\n' | grep '/S*crt1\.o$')
  crt=${crt%/*}
  own="-static -nostartfiles -Wl,-pie,--no-dynamic-linker,-z,text"
  own="$own $crt/rcrt1.o $crt/crti.o $crt/crtn.o"
  for flag in -static-pie "$own" -static; do
    links $flag && runs && { ld="$ld $flag"; return; }
  done
  return 1
}

# What the account of a user is looked up with is not asked: none of these
# programs does that.
finds_the_same() {
  for name in $(sed -n 's/^has \([^ ]*\).*/\1/p' SYSDEPS); do
    case $name in crypt | gensalt | nss | shadow) continue ;; esac
    if compiles "try$name.c" && links
    then grep -q '^#define' "has$name.h" || return
    else ! grep -q '^#define' "has$name.h" || return
    fi
  done
}

# The object files that a libNAME.a of another libc needs come with it.
helps() {
  for source in tryarchive glue byte; do
    $cc -c -o "$dir/$source.o" "$source.c" || return
  done
  $ld -o "$dir/try" "$dir"/*.o -Wl,--wrap=memcpy "$1" && runs
} >"$dir/said" 2>&1

answer() { echo "$1" >"$to.new" && mv -f "$to.new" "$to" || exit 111; }

lib=
case $how-$name in
  has-* | flag-*_crypt) [ ! -f crypt.lib ] || lib=$(cat crypt.lib) ;;
esac
upper=$(echo "$name" | tr a-z A-Z)
case $how in
  has)
    if compiles "try$name.c" && links; then answer "#define HAS$upper 1"
    else works; must_have "$@"; answer "/* this system: no $name */"; fi ;;
  lib)
    compiles "try$name.c" && for lib in "$@" ""; do
      links && { answer "$lib"; exit 0; }
    done
    works; answer "" ;;
  tools)
    usual="$cc
$ld $(cat static.flag)"
    cc=$(head -n 1 conf-static)
    ld="${cc%% *} $flags"
    cc=$cc$large
    static && finds_the_same && answer "$cc
$ld" || answer "$usual" ;;
  archive)
    archive=$($cc -print-file-name="lib$name.a" 2>"$dir/said")
    usual=$cc
    cc=$(sed -n 1p static.tools) ld=$(sed -n 2p static.tools)
    if [ "$cc" != "$usual" ] && [ -f "$archive" ] \
      && grep -q '^#define' hasnss.h && helps "$archive"
    then answer "$archive"; else answer ""; fi ;;
  found)
    text=$(cat "$1") || exit 111
    if [ "$text" ]; then answer "#define HAS$upper 1"
    else answer "/* nothing in $1 */"; fi ;;
  flag)
    compiles "try$name.c" && for flag in "$@"; do
      links "$flag" && runs && { answer "$flag"; exit 0; }
    done
    works; answer "" ;;
esac
