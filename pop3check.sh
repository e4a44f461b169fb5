#!/bin/sh
# pop3check - would this user get the mail from this service, and does its port
# answer?  Says what is wrong, a line each, with what to type.  Nothing is
# changed.
# shellcheck disable=SC3013 # -ef is in POSIX since 2024, and older in shells
unset CDPATH

# make writes the parts in the place of these lines, and the places that
# conf-home and others name.
. check/stand-in.sh
. check/say.sh
. check/tools.sh
. check/service.sh
. check/text.sh
. check/unit.sh
. check/chain.sh
. check/programs.sh
. check/machine.sh
. check/limits.sh
. check/account.sh
. check/maildir.sh
. check/session.sh
. check/rules.sh
. check/certificate.sh
. check/log.sh
. check/supervisor.sh
. check/port.sh

home='@conf-home@' empty='@conf-empty@' door='@conf-door@'
home=${home%/}

case $0 in
  /*/pop3check.??????/*) stand_in "$0" "${0%/*}" "$@" ;;
esac

LC_ALL=C
export LC_ALL
usage='usage: pop3check user [service [ask]]'
case $# in 1 | 2 | 3) ;; *) die "$usage" ;; esac
[ "${3-ask}" = ask ] || die "$usage"
case $1 in '' | *[[:cntrl:]]*) die "$usage" ;; esac
[ "$(id -u)" -eq 0 ] || cannot 'only root can become the user'
[ -r /proc/self/limits ] || cannot 'there is no /proc'
user=$1 service=${2-} ask=${3-}

# ---- what there is ----

# A redirection to it would make the file.
[ -c /dev/null ] || {
  bad '/dev/null is no device: rm -f /dev/null; mknod -m 666 /dev/null c 1 3'
  exit 1
}
self=$(readlink -f -- "$0")
tmp=$(mktemp -d "${TMPDIR:-/tmp}/pop3check.XXXXXX") || exit 111
trap 'rm -rf "$tmp"' EXIT
trap 'exit 111' HUP INT TERM

[ "$service" ] || find_service
choose
supervised
case $way in
  systemd) write_unit ;;
  inetd) write_inetd ;;
esac || exit 1
case $run in
  "$tmp"/*) ;;
  *) ! script_fault "$run" || exit 1 ;;
esac
read_chain

# ---- what is wrong with it ----

# true if the program found nothing that is wrong
well() {
  set -- "$faults" "$@"
  without_first "$@"
  [ "$faults" -eq "$1" ]
}
without_first() { shift; "$@"; }

machine
if well programs; then
  # in this order, as each would also find what those before it have found
  account
  well login && [ -d "$empty" ] && well greeting && well look_at_home &&
    mail
fi
[ -z "$rules" ] || who_may_connect
[ -z "$cert" ] || certificate
the_log
in_service

[ "$faults" -eq 0 ] || exit 1
say "all is well: $user has $(printf '%s\n' "${stat:-+OK ? ?}" |
  sed 's/+OK \([0-9?]*\) \([0-9?]*\)/\1 messages, \2 octets/')"
