# the log

# Only the lines that do nothing but set a variable, and the last command.
value="([A-Za-z0-9_./:,@%+-]|'[^']*'|\\\\'|\"[^\"\$\`\\\\]*\")*"
settings() { grep -E "^[A-Za-z]+=$value([[:space:]]+(#.*)?)?\$" "$1"; }
log_command() {
  eval "$(settings "$1")"
  # shellcheck disable=SC2016
  command=$(sed -n ':a; /\\$/{ N; s/\\\n//; ba; }; /^ *exec /p' "$1" |
    grep -v '[`;&|<>()]' | tail -n 1)
  set -f
  eval "set -- ${command# *exec }"
  set +f
  [ "$1" != exec ] || shift
  printf '%s\n' "$@"
}
log_words() { # sets logger, log_account and log_dir
  logger='' log_account='' log_dir='' last=''
  eval "$(words logging)"
  for word; do
    case ${word##*/} in
      multilog | svlogd | s6-log) logger=$word ;;
    esac
    case $last in
      setuidgid | s6-setuidgid | -u) log_account=$word ;;
    esac
    last=${word##*/}
    case $word in /* | ./*) log_dir=$word ;; esac
  done
  case $log_dir in
    ./*) log_dir=$dir/log/${log_dir#./} ;;
    "$logger") log_dir='' ;;
  esac
}
log_fault() {
  logging=$(log_command "$dir/log/run" 2>/dev/null)
  log_words
  [ "$logger" ] || return
  log_path=$(settings "$dir/log/run" | sed -n 's/^PATH=//p')
  log_programs || return
  if [ "$log_account" ]; then
    getent passwd "$log_account" >/dev/null || {
      no_line passwd "$log_account" "there is no account $log_account for the \
log: useradd --system --no-create-home $log_account"
      return
    }
  fi
  [ "$log_dir" ] || return
  [ -d "$log_dir" ] || { log_missing; return; }
  disk "$log_dir" 'where the log is' || return
  : "${log_account:=root}"
  why="$logger, as $log_account, cannot write to $log_dir:"
  if ! is_user "$log_account" -w "$log_dir" \
    || ! is_user "$log_account" -x "$log_dir"; then
    bad "$why chown -R $log_account $log_dir"
  elif [ -e "$log_dir/current" ] \
    && ! is_user "$log_account" -w "$log_dir/current"; then
    bad "$why chown -R $log_account $log_dir"
  else open_log; fi
}
open_log() {
  case $(ls -ldn "$log_dir") in
    ????????r* | ?????????x*)
      bad "everybody can read the log in $log_dir, where some type passwords:" \
        "chmod 750 $log_dir" ;;
  esac
}
log_programs() { # are they in the PATH of the log?
  usual=$path
  path=${log_path:-$watcher_path}
  need_for_log "${logging%%"$nl"*}" && need_for_log "$logger"
  set -- $?
  path=$usual
  return "$1"
}
need_for_log() {
  case $1 in
    multilog | setuidgid) need "$1" 'apt-get install daemontools' ;;
    svlogd | chpst) need "$1" 'apt-get install runit' ;;
    s6-*) need "$1" 'apt-get install s6' ;;
    *) need "$1" ;;
  esac
}
log_runs() { # if the service has a supervisor, so has its log
  [ "$watcher" ] && [ "$way" = supervise ] || return
  [ "$(log_pids)" ] \
    || bad 'the log is down, and without it the service stands still:' \
      "$(control u up "$dir/log")"
}
log_pids() { # one runsv has both; the others are two, one for the log
  if [ "$watcher_name" = runsv ]; then
    for pid in $(children "$watcher"); do
      ! [ "/proc/$pid/cwd" -ef "$dir/log" ] || echo "$pid"
    done
    return
  fi
  # shellcheck disable=SC2046 # words
  set -- $(watchers "$dir/log")
  [ $# -eq 0 ] || children "$1"
}
log_missing() {
  case $(cat "$dir/log/run") in
    *mkdir*) ;; # it makes it
    *) bad "the folder of the log, $log_dir, is missing: mkdir -p $log_dir &&" \
      "chown ${log_account:-root} $log_dir" ;;
  esac
}
log_of_inetd() { # which qmail-popup writes to itself
  log=$(sed -n 's/^ *exec 2>>\(.*\)/\1/p' "$run")
  [ -d "${log%/*}" ] && disk "${log%/*}" 'where the log is' || return
  case $(ls -ln "$log" 2>/dev/null) in
    ???????r*)
      bad "everybody can read $log, where some type passwords:" \
        "chmod 600 $log" ;;
  esac
}
the_log() {
  [ "$way" != inetd ] || { log_of_inetd; return; }
  [ "$dir" ] && [ -d "$dir/log" ] || return
  ! script_fault "$dir/log/run" && well log_fault && log_runs
}
