# the text of the service: is it a script, and what does it start?

cr=$(printf '\r')
script_fault() { # of a file that is started as a program
  if [ ! -f "$1" ]; then
    bad "$1 is missing: nothing can start the service"
  elif grep -q "$cr\$" "$1"; then
    bad "the lines of $1 end in CR LF, as Windows writes them:" \
      "sed -i 's/\\r\$//' $1"
  elif is_mounted noexec "$1"; then
    bad "$1 is on a disk that is mounted noexec: mount -o remount,exec"
  elif [ ! -x "$1" ]; then
    bad "nobody may execute $1: chmod 755 $1"
  elif [ "$(head -c 2 "$1" | tr -d '\000')" != '#!' ]; then
    bad "$1 does not begin with #! and an interpreter: the first line must be" \
      "#!/bin/sh"
  else
    interpreter=$(sed -n '1s/^#! *\([^ ]*\).*/\1/p' "$1")
    [ -x "$interpreter" ] && return 1
    bad "the first line of $1 names $interpreter, which is not there:" \
      "#!/bin/sh"
  fi
}

# The stand-in comes in the place of these programs; the rest of the text
# stays, but for a log that it opens itself.
limiters='softlimit|s6-softlimit|chpst|prlimit'
instead() {
  names="$limiters|tlswrapper|qmail-popup"
  ! grep -qE 'tcpserver|sslserver' "$1" \
    || names="$limiters|tcpserver|sslserver"
  sed -E -e 's,^([[:space:]]*exec) 2>>.*,\1 2>\&1,' -e "s,(^|[[:space:]\"'=])\
([^[:space:]\"'=]*/)?($names)([[:space:]\"']|\$),\\1$tmp/\\3\\4,g" "$1"
}

# By which path the text names the program that a stand-in came for; a word
# that is none stays.
original() {
  case $1 in "$tmp"/*) ;; *) printf '%s\n' "$1"; return ;; esac
  was=$(grep -v '^ *#' "$run" |
    grep -oE "[^[:space:]\"'=]*/${1##*/}([[:space:]\"']|\$)" |
    sed "s/[[:space:]\"']*\$//; q")
  echo "${was:-${1##*/}}"
}

environment() { # of a process: the variable
  tr '\000' '\n' <"/proc/$1/environ" | sed -n "s/^$2=//p" | head -n 1
}


# Runs the text as its supervisor would, with these arguments; true if a
# stand-in was reached.
try() {
  rm -f "$tmp/words"
  for name in tcpserver sslserver softlimit s6-softlimit chpst prlimit \
    tlswrapper qmail-popup; do
    ln -sf "$self" "$tmp/$name"
  done
  instead "$run" >"$tmp/run"
  interpreter=$(sed -n '1s/^#! *//p' "$tmp/run")
  # The shell itself would say on 2 that a limit has ended it.
  # shellcheck disable=SC2086 # an interpreter and perhaps its option
  {
    (cd "${dir:-/}" &&
      exec timeout 20 env -i PATH="$path" ${interpreter:-/bin/sh} \
        "$tmp/run" "$@" </dev/null >"$tmp/out" 2>&1)
    code=$?
  } 2>/dev/null
  [ -s "$tmp/words" ]
}

run_fault() { # none of them was reached
  why=$(tail -n 1 "$tmp/out" | sed "s,$tmp/,,g")
  # with too few of them the shell cannot even say so
  [ "$why" ] || ! grep -q '^[^#]*ulimit.*-[HS]*n' "$run" || why='Too many open'
  [ "$code" -ne 153 ] || why=SIGXFSZ
  case $why in
    SIGXFSZ) bad "$run lets no program write a file: remove \"ulimit -f\"" ;;
    *'Too many open'* | *'Error 24'* | *'Invalid argument'* | *'Bad file'*)
      bad "$run lets the server have too few open files:" \
        'remove "ulimit -n"' ;;
    *[Mm]emory* | *'loading shared'* | *'failed to map'*)
      bad "$run leaves no program enough memory to start: remove \"ulimit\"" ;;
    *'No such file'* | *'not found'*)
      bad "$run starts what is not there: ${why##*run: }: correct the name," \
        'or PATH' ;;
    *yntax* | *nterminated* | *nexpected*)
      bad "$run is no script that the shell can read: ${why##*run: }:" \
        "sh -n $run" ;;
    *) bad "$run ends before it starts the server${why:+: $why}: sh -x $run" ;;
  esac
}
