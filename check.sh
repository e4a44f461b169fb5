#!/bin/sh
# check - would this service give a user the mail?
#
#   ./check user
#
# asks for the user's password, looks at the files here, and then walks the
# chain of ./run without the network: the same programs under the same limits.
# It says what is wrong, with what the programs log, and ends with 0 only if
# nothing is.  Mail is counted, and stays where it is.

faults=0
say() { printf 'check: %s\n' "$*"; }
bad() { say "$@"; faults=$((faults + 1)); }
die() { say "$@" >&2; exit 100; }

[ $# -eq 1 ] || die 'usage: ./check user'
case $1 in
  '' | *[[:cntrl:]]*) die 'usage: ./check user' ;;
esac
[ "$(id -u)" -eq 0 ] || die 'only root can become the user'
unset CDPATH
cd -- "$(dirname -- "$0")" || exit 100

# ---- what run and log/run set ----

# Only the lines that do nothing but set a variable.
value="([A-Za-z0-9_./:,@%+-]|'[^']*'|\\\\'|\"[^\"\$\`\\\\]*\")*"
settings() { grep -E "^[A-Za-z]+=$value([[:space:]]+(#.*)?)?\$" "$1"; }

checker='' maildir='' memory='' tls='' cert='' account=''
for file in run log/run; do
  [ -x "$file" ] || die "$PWD/$file is not there, or nobody may execute it"
  eval "$(settings "$file")"
done
[ ! -f stunnel.conf ] || cert=$(sed -n 's/^cert *= *//p' stunnel.conf)
grep -q '^ *check)' run || die 'run does not know "./run check" any more'
user=$1

# ---- the programs ----

found() { # in $PATH, even if the shell has a command of this name
  case $1 in
    */*) [ -f "$1" ] && [ -x "$1" ]; return ;;
  esac
  (
    IFS=:
    for dir in $PATH; do
      [ -f "$dir/$1" ] && [ -x "$dir/$1" ] && exit 0
    done
    exit 1
  )
}

need() {
  found "$1" || bad "the program $1 is missing, or nobody may execute it"
}
for program in tcpserver softlimit qmail-popup qmail-pop3d \
  setuidgid multilog; do
  ! grep -q "$program " run log/run || need "$program"
done
# the words of $checker: a checker, and perhaps its database and another one
set -f
# shellcheck disable=SC2086
set -- $checker
set +f
[ $# -eq 0 ] || need "$1"
[ -z "$tls" ] || need "$tls"

# ---- who may connect ----

if [ ! -f tcp.cdb ]; then
  bad 'tcp.cdb is missing, so nobody may connect: type make'
elif [ "$(find tcp -newer tcp.cdb)" ]; then
  bad 'tcp.cdb is older than tcp, and so are the rules: type make'
fi
twice=$(sed -n 's/^\([^#:]*\):.*/\1/p' tcp 2>/dev/null | sort | uniq -d)
[ -z "$twice" ] && ! [ "$(grep -c '^:[ad]' tcp 2>/dev/null)" -gt 1 ] \
  || bad "tcp has two rules for ${twice:-all others}, and the first one counts"

# ---- mail accounts ----

accounts() { # a database in this folder, which make makes of a text
  if [ ! -f "$1" ]; then
    bad "$1 is missing, so there are no accounts: type make"
  elif [ "$(find "${1%.cdb}" -newer "$1" 2>/dev/null)" ]; then
    bad "$1 is older than ${1%.cdb}, and so are the accounts: type make"
  fi
}
while [ $# -gt 1 ]; do
  case $1 in
    checkmail | */checkmail) need mailaccounts; accounts "$2" ;;
  esac
  shift
done

# ---- the certificate ----

ssl() { openssl "$@" </dev/null 2>/dev/null; }

certificate() {
  why=$(cat -- "$cert" 2>&1 >/dev/null) \
    || { bad "the certificate $cert cannot be read: ${why##*: }"; return; }
  [ -z "$(find -L "$cert" -perm -004)" ] \
    || bad "everybody can read the key in $cert: chmod 600"
  found openssl || { say 'no openssl here to look at the certificate'; return; }
  ssl x509 -in "$cert" -noout || { bad "$cert has no certificate"; return; }
  ssl x509 -in "$cert" -noout -checkend 0 >/dev/null \
    || bad "the certificate in $cert has expired"
  key=$(ssl pkey -in "$cert" -passin pass: -pubout) \
    || { bad "$cert has no key, or one with a passphrase"; return; }
  [ "$key" = "$(ssl x509 -in "$cert" -noout -pubkey)" ] \
    || bad "the first certificate in $cert is not that of its key"
}
[ -z "$cert" ] || certificate

# ---- the log ----

can_log() {
  cd log && setuidgid "$account" test -w main -a -x main || return
  [ ! -e main/current ] || setuidgid "$account" test -w main/current
}
[ -z "$account" ] || why=$( (can_log) 2>&1) \
  || bad "multilog, as $account, cannot write to log/main${why:+: $why}"

# ---- the chain ----

ask_password() {
  if [ -t 0 ]; then
    terminal=$(stty -g)
    trap 'stty "$terminal"' EXIT
    trap 'exit 1' HUP INT TERM
    stty -echo
    printf 'password of %s: ' "$user" >&2
  fi
  IFS= read -r password
  if [ -t 0 ]; then
    stty "$terminal"
    trap - EXIT HUP INT TERM
    echo >&2
  fi
  [ "$password" ] || die 'no password, no login'
}

# The hard limits that the service has now may be smaller than ours.
hard() {
  sed -n "s/^Max ${1}  *[^ ][^ ]*  *\([0-9]*\) .*/\1/p" "/proc/$pid/limits"
}
# shellcheck disable=SC3045 # where there is a /proc, sh has these
limit_as_service() {
  pid=$(svstat . | sed -n 's/.*(pid \([0-9]*\)).*/\1/p')
  [ "$pid" ] && [ -r "/proc/$pid/limits" ] || return
  space=$(hard 'address space') data=$(hard 'data size')
  [ -z "$data" ] || ulimit -d $((data / 1024))
  [ -z "$space" ] || ulimit -v $((space / 1024))
}
walk() {
  limit_as_service 2>/dev/null
  exec ./run check
}

# Prints what the chain logs, its replies with "> " before them, and how it
# ended.  The password is in no argument: printf is the shell's own.
session() {
  {
    printf 'USER %s\r\nPASS %s\r\nSTAT\r\n' "$user" "$password" |
      { (walk) 2>&3 3>&-; echo "exit $?"; } | tr -d '\r' | sed 's/^/> /'
  } 3>&1 2>/dev/null
}

ask_password
said=$(session)
log=$(printf '%s\n' "$said" | sed '/^> /d')
replies=$(printf '%s\n' "$said" | sed -n 's/^> //p')
reply() { printf '%s\n' "$replies" | sed -n "$1p"; }

# ---- which link of it broke ----

cannot() { # what the program could not do, and why
  printf '%s\n' "$log" |
    sed -n "s/^$1: \(pid [^:]* \)\{0,1\}fatal: cannot //p" | tail -n 1
}

refused() { # why, in the checker's words
  why=$(printf '%s\n' "$log" | sed -n 's/.* refused: \([^[]\)/\1/p' | tail -n 1)
  bad "$checker refuses the login${why:+: $why}"
}

maildir_fault() {
  case $1 in
    'change to '*'No such file'* | 'find a maildir in '*)
      bad "$user has no maildir $maildir" ;;
    'change to '*) bad "$user may not enter the maildir $maildir" ;;
    'scan '*) bad "$user cannot read the maildir $maildir" ;;
    *'out of memory'*)
      bad "memory=$memory in run is too small for the maildir" ;;
    *) bad "qmail-pop3d cannot $1" ;;
  esac
}

program_fault() {
  why=$(cannot qmail-pop3d)
  [ -z "$why" ] || { maildir_fault "$why"; return; }
  for program in checkmail checkpassword qmail-popup; do
    why=$(cannot "$program")
    [ -z "$why" ] || { bad "$program cannot $why"; return; }
  done
  bad 'the chain ends before it has counted the mail'
}

fault() {
  case $log$replies in
    *'hard limit on memory'*)
      bad 'the hard limit on memory is too small for the hash of the' \
        'password: look for ulimit in run, and where svscan is started' ;;
    *'loading shared librar'* | *'exit 13'[0-9]* | *'child crashed, signal 11'*)
      bad "memory=$memory in run, or a hard limit on memory, is too small for" \
        'a program to start' ;;
    *'-ERR [AUTH]'*) refused ;;
    *) program_fault ;;
  esac
  printf '%s\n' "$log" | sed '/^$/d; s/^/  log: /'
  printf '%s\n' "$replies" | sed 's/^/  client: /; s/client: exit/exit:/'
}

# One that belongs to somebody else may be read all the same.
can_change() {
  home=$(getent passwd "$user" | cut -d : -f 6)
  [ "$home" ] || return 0 # it is no account of the system
  cd -- "$home" || return
  cd -- "$maildir" || return
  for folder in new cur; do # one that is missing is made when it is needed
    [ -d "$folder" ] || folder=.
    setuidgid "$user" test -w "$folder" || return
  done
}

case $(reply 4) in
  '+OK '[0-9]*)
    (can_change) 2>/dev/null \
      || bad "$user may not delete from the maildir $maildir: whose is it?" ;;
  *) fault ;;
esac

# ---- is it in service ----

watched() { # where Debian's daemontools-run has svscan look, or where others do
  if [ -d /etc/service ] && [ ! -d /service ]; then
    echo /etc/service
  else
    echo /service
  fi
}

if svok . 2>/dev/null; then
  last=$(tail -n 1 log/main/current 2>/dev/null)
  case $last in
    *': fatal: unable to bind: '*) bad "the server is down: ${last#* }" ;;
  esac
elif [ "$faults" -eq 0 ]; then
  say "not in service yet: ln -s $PWD $(watched)/"
fi

[ "$faults" -eq 0 ] || exit 1
say "all is well: $user has $(reply 4 |
  sed 's/+OK \([0-9]*\) \([0-9]*\)/\1 messages, \2 octets/')"
