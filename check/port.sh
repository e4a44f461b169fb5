# does the port answer?

# What it says to a client, which then goes.
dial() {
  if have tcpclient; then
    # shellcheck disable=SC2016
    timeout 40 tcpclient -RHl0 -T 10+20 "$at" "$port" \
      sh -c 'printf "QUIT\r\n" >&7; cat <&6'
  else
    # shellcheck disable=SC2016
    timeout 40 bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf "QUIT\r\n" >&3 &&
      cat <&3' "$at" "$port"
  fi
}
dial_tls() {
  printf 'QUIT\r\n' |
    timeout 40 openssl s_client -quiet -connect "$at:$port" -servername "$host"
}
dials() {
  case $tls in '') dial ;; *) dial_tls ;; esac 2>"$tmp/log" | tr -d '\r' \
    >"$tmp/reply"
  greeting=$(head -n 1 "$tmp/reply" | tr -c ' -~\n' '?')
}
answers() {
  at=$(local_ip)
  began=$(date +%s)
  dials
  took=$(($(date +%s) - began))
  case $greeting in
    "+OK $host ready" | '+OK <'*"@$host>")
      [ "$took" -lt 5 ] || bad "the greeting took $took seconds, as the" \
        "server waits for a name server: tcpserver -H -R -l $host" ;;
    +OK*)
      bad "another program answers at port $port of $at, with \"$greeting\":" \
        "ss -ltnp sport = :$port" ;;
    *) [ "$faults" -eq 0 ] || return ;; # it is as it must be then
  esac
  case $greeting in
    +OK*) ;;
    -ERR*) bad "port $port of $at refuses: ${greeting#-ERR }: see the log" ;;
    *) silent ;;
  esac
}
silent() {
  [ "$faults" -eq 0 ] || return # what is known keeps it from answering
  if [ "$took" -ge 38 ]; then
    bad "port $port of $at sends no greeting in 40 seconds, as when the" \
      "server waits for a name server: tcpserver -H -R -l $host"
  elif [ "$took" -ge 9 ]; then
    bad "port $port of $at does not answer: nft list ruleset"
  elif grep -qiE 'refused|errno=111|unable to connect' "$tmp/log"; then
    bad "nobody listens at port $port of $at: $(start)"
  elif [ "$tls" ]; then
    bad "port $port of $at speaks no TLS: openssl s_client -connect $at:$port"
  else bad "port $port of $at closes the connection without a greeting:" \
    "look at the log"; fi
}
start() {
  case $way in
    systemd) echo "systemctl enable --now $unit.socket" ;;
    inetd) echo 'systemctl restart inetd' ;;
    *) up ;;
  esac
}
in_systemd() {
  [ -d /run/systemd/system ] || return 0
  sockets=$(systemctl show "$unit.socket" -p NConnections -p MaxConnections)
  now=$(printf '%s\n' "$sockets" | sed -n 's/^NConnections=//p')
  most=$(printf '%s\n' "$sockets" | sed -n 's/^MaxConnections=//p')
  [ -z "$now" ] || [ "$now" -lt "${most:-31}" ] || {
    bad "all $most places are taken: pop3who shows by whom; a greater" \
      "MaxConnections in $unit.socket"
    return 1
  }
}
in_service() {
  case $way in
    inetd)
      runs inetd xinetd \
        || { bad 'inetd does not run: systemctl enable --now inetd'; return; }
      answers ;;
    systemd)
      in_systemd || return
      answers ;;
    *)
      [ "$watcher" ] || { not_watched; return; }
      started || { down; return; }
      same_words
      places_left && answers ;;
  esac
}
