#!/bin/sh
# pop3who - who is in now: a row for each connection of the POP3 service, from
# /proc.
LC_ALL=C
export LC_ALL

[ $# -eq 0 ] || { echo 'pop3who: fatal: usage: pop3who' >&2; exit 100; }
[ -r /proc/uptime ] || {
  echo 'pop3who: fatal: there is no /proc' >&2
  exit 111
}
[ "$(id -u)" -eq 0 ] || {
  echo 'pop3who: fatal: only root can look into the processes' >&2
  exit 111
}

# ---- what runs ----

# A line for each process: pid, parent, state, when it was started in ticks
# since the machine was, and its name, which may have blanks in it.
processes() {
  for dir in /proc/[0-9]*; do
    { IFS= read -r stat <"$dir/stat"; } 2>/dev/null || continue # has ended
    name=${stat#*\(}
    name=${name%\)*}
    # shellcheck disable=SC2086 # words are wanted
    set -f -- ${stat##*\) }
    set +f
    echo "${dir#/proc/} $2 $1 ${20} $name"
  done
}

# One line for each connection: start, pid, state, kind.  A qmail-popup that
# runs neither a checker nor, in its place, qmail-pop3d has a child that
# listens; that is the one to end.
connections() {
  processes | awk '
    { parent[$1] = $2; state[$1] = $3; start[$1] = $4; name[$1] = $5 }
    function put(pid, kind) { print start[pid], pid, state[pid], kind }
    END {
      for (pid in name) {
        if (name[pid] == "qmail-pop3d") put(pid, "session")
        if (name[parent[pid]] != "qmail-popup") continue
        if (name[pid] == "qmail-popup") listens[parent[pid]] = pid
        else {
          runs[parent[pid]] = pid
          if (name[pid] != "qmail-pop3d") put(pid, "check")
        }
      }
      for (pid in name) {
        if (name[pid] != "qmail-popup" || pid in runs) continue
        if (name[parent[pid]] == "qmail-popup") continue
        put(pid in listens ? listens[pid] : pid, "login")
      }
    }' | sort -n
}

# ---- what is known of each ----

# a variable in the environment with which the program was started
variable() {
  { tr '\0' '\n' <"/proc/$1/environ"; } 2>/dev/null |
    sed -n "s/^$2=//p" | head -n 1 | tr -c '!-~\n' '?'
}

# What a session does: it has a file open while it sends a message.
doing() {
  for fd in /proc/"$1"/fd/*; do
    file=$(readlink "$fd") || continue
    case $file in
      */new/* | */cur/*)
        printf 'sends %s\n' "${file##*/}" | tr -c ' -~\n' '?'
        return
        ;;
    esac
  done
  case $2 in
    D) echo 'waits for the disk' ;;
    R) echo works ;;
    *) echo 'waits for the client' ;;
  esac
}

row() { printf '%-7s %-19s %-15s %-12s %s\n' "$@"; }

hz=$(getconf CLK_TCK 2>/dev/null) || hz=100
read -r up _ </proc/uptime
booted=$(($(date +%s) - ${up%.*}))

row pid since from user doing
connections | while read -r start pid state kind; do
  proto=$(variable "$pid" PROTO)
  from=$(variable "$pid" "${proto:-TCP}REMOTEIP")
  user=-
  case $kind in
    login) does='has not logged in' ;;
    check) does='checks a password' ;;
    session)
      user=$(variable "$pid" USER)
      does=$(doing "$pid" "$state")
      ;;
  esac
  since=$(date -d "@$((booted + start / hz))" +%Y-%m-%dT%H:%M:%S)
  row "$pid" "$since" "${from:-unknown}" "${user:-unknown}" "$does"
done
