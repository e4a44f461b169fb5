# which service is meant, and who watches over it

# ---- which service ----

units='/etc/systemd/system /run/systemd/system /lib/systemd/system
/usr/lib/systemd/system'
unit_file() {
  for folder in $units; do
    [ -f "$folder/$1" ] && echo "$folder/$1" && return
  done
  return 1
}

is_ours() { [ -f "$1" ] && grep -q qmail-popup "$1"; }

find_service() { # the first that there is
  for dir in . /etc/service/* /service/* /run/service/* /var/service/*; do
    if is_ours "$dir/run"; then service=$dir; return; fi
  done
  for unit in qmail-pop3d.socket qmail-pop3sd.socket; do
    if unit_file "$unit" >/dev/null; then service=$unit; return; fi
  done
  if grep -q '^[^#].*qmail-pop' /etc/inetd.conf 2>/dev/null; then
    service=/etc/inetd.conf
    return
  fi
  cannot 'no POP3 service is here: name its folder, unit or file'
}

dir='' run='' unit=''
choose() { # sets way, and dir, run, or unit
  case $service in
    *.socket) way=systemd unit=${service##*/} unit=${unit%.socket} ;;
    *inetd.conf) way=inetd run=$service ;;
    *) way=supervise ;;
  esac
  if [ "$way" = systemd ]; then
    unit_file "$unit.socket" >/dev/null \
      || cannot "there is no unit $unit.socket"
    return
  fi
  [ "$way" = inetd ] || if [ -d "$service" ]; then
    dir=$service run=$service/run
  elif [ -f "$service" ]; then run=$service dir=$(dirname -- "$service")
  elif unit_file "$service.socket" >/dev/null; then
    way=systemd unit=$service
    return
  fi
  [ "$run" ] || cannot "there is no service $service"
  [ -z "$dir" ] || dir=$(cd -P -- "$dir" && pwd) || exit 111
  [ -z "$dir" ] || run=$dir/${run##*/}
}

# ---- who started it: a supervisor of this folder ----

# "pid comm" of those that watch over the folder, which is where they are
watchers() {
  for comm in /proc/[0-9]*/comm; do
    { read -r name <"$comm"; } 2>/dev/null || continue
    case $name in supervise | runsv | s6-supervise) ;; *) continue ;; esac
    at=${comm%/comm}
    ! [ "$at/cwd" -ef "$1" ] || echo "${at#/proc/} $name"
  done
}
runs() { # is there a process of one of these names?
  for comm in /proc/[0-9]*/comm; do
    { read -r name <"$comm"; } 2>/dev/null || continue
    # of this machine, and of no container on it
    case " $* " in
      *" $name "*) ! [ "${comm%/comm}/root" -ef / ] || return 0 ;;
    esac
  done
  return 1
}
children() { # of a process
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    after=${line##*) }
    after=${after#? }
    [ "${after%% *}" != "$1" ] || echo "${line%% *}"
  done
}

watcher='' watcher_name='' server_pid=''
supervised() {
  [ "$dir" ] || return
  # shellcheck disable=SC2046 # words
  set -- $(watchers "$dir")
  watcher=${1-} watcher_name=${2-} server_pid=''
  [ "$watcher" ] || return
  for pid in $(children "$watcher"); do
    [ "/proc/$pid/cwd" -ef "$dir/log" ] || server_pid=$pid
  done
}
