# does a supervisor run it, and is there a place?

places_left() { # a server that has no place lets clients wait
  taken=$(children "$server_pid" | lines -)
  [ "$taken" -lt "$places" ] || {
    bad "all $places places are taken: pop3who shows by whom; a greater" \
      "-c in $run"
    return 1
  }
}
same_words() { # is what runs what the text says now?
  [ "$name" = "${server##*/}" ] || return 0 # it is behind another program
  tr '\000' '\n' <"/proc/$server_pid/cmdline" | tail -n +2 >"$tmp/now"
  [ -s "$tmp/now" ] && cmp -s "$tmp/now" "$tmp/server" || {
    bad "$run was changed after the service was started: $(again)"
  }
}
again() { control t term; }
up() { control u up; }
control() { # control letter word [folder]: what to type to the supervisor
  case $watcher_name in
    runsv) echo "sv $2 ${3:-$dir}" ;;
    s6-supervise) echo "s6-svc -$1 ${3:-$dir}" ;;
    *) echo "svc -$1 ${3:-$dir}" ;;
  esac
}
links() { # by which supervisors' folders it is named
  for link in /etc/service/* /service/* /run/service/* /var/service/*; do
    [ "$(readlink -f "$link")" != "$dir" ] || echo "${link%/*}"
  done | sed -n 1p
}
watched() { # where Debian's daemontools-run has svscan look, or others do
  if [ -d /etc/service ] && [ ! -d /service ]; then echo /etc/service
  else echo /service; fi
}
not_watched() {
  folder=$(links)
  if [ -z "$folder" ]; then
    [ "$faults" -gt 0 ] || say "not in service yet: ln -s $dir $(watched)/"
  elif ! runs svscan runsvdir s6-svscan; then
    bad "svscan does not run, so nothing starts what is in $folder:" \
      'apt-get install daemontools-run'
  else
    bad "nobody watches over $dir, though it is in $folder: tell svscan to" \
      'look there'
  fi
}
log_says() { # the last line of the server in the log
  [ -f "$log_dir/current" ] || return
  tail -n 20 "$log_dir/current" | grep 'tcpserver: ' | tail -n 1 |
    sed -n 's/^.*\(tcpserver: fatal: \)/\1/p'
}
down() {
  why=$(log_says)
  case $why in
    *'unable to bind'*)
      bad "another program has the port $port of $ip:" \
        "ss -ltnp sport = :$port" ;;
    *)
      if [ -e "$dir/down" ]; then
        bad "the service is down, as $dir/down wants it: rm $dir/down && $(up)"
      else bad "the service is down${why:+: $why}: $(up)"; fi ;;
  esac
}
serving() { # has the supervisor a server, or does it try again and again?
  [ "$server_pid" ] || return
  { read -r name <"/proc/$server_pid/comm"; } 2>/dev/null || return
  case $name in tcpserver | sslserver) ;; *) return 1 ;; esac
  case $(log_says) in
    *'unable to bind'*) listens ;;
  esac
}
started() { # a supervisor waits a second before it starts a server again
  for _ in 1 2; do
    serving && return
    sleep 1
    supervised
  done
  serving
}
listens() { # has the server a socket?
  for fd in /proc/"$server_pid"/fd/*; do
    case $(readlink "$fd") in socket:*) return 0 ;; esac
  done
  return 1
}
