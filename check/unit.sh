# units of systemd, and the line of inetd, as scripts

# ---- the units of systemd ----

unit_text() { # of that file and its drop-ins, a setting a line
  unit_file "$1" | while read -r file; do cat "$file"; done
  for folder in $units; do
    for file in "$folder/$1.d"/*.conf; do
      [ ! -f "$file" ] || cat "$file"
    done
  done
}
setting() { # the last value of a key; an empty one takes back the others
  sed -n "s/^$2=//p" "$tmp/$1" | tail -n 1
}
write_unit() { # the service as a script
  unit_file "$unit@.service" >/dev/null || {
    bad "there is no unit $unit@.service:" \
      'cp services/systemd/* /etc/systemd/system'
    return 1
  }
  unit_text "$unit@.service" |
    awk '/^[#;]/ { next } { line = line $0 }
      sub(/\\$/, "", line) { next } { print line; line = "" }' >"$tmp/service"
  unit_text "$unit.socket" >"$tmp/socket"
  {
    echo '#!/bin/sh'
    sed -n 's/^Environment=//p' "$tmp/service" | while IFS= read -r line; do
      printf 'for w in %s; do eval "${w%%%%=*}=\\${w#*=}"; done\n' "$line"
    done
    sed -n 's/^EnvironmentFile=-\{0,1\}//p' "$tmp/service" |
      while IFS= read -r file; do
        [ ! -f "$file" ] || awk -v q="'" '/^[A-Za-z_]+=/ {
          name = value = $0
          sub(/=.*/, "", name)
          sub(/^[^=]*=/, "", value)
          if (value ~ /^".*"$/ || value ~ "^" q ".*" q "$")
            value = substr(value, 2, length(value) - 2)
          gsub(q, q "\\" q q, value)
          print name "=" q value q
        }' "$file"
      done
    printf 'set -f\nexec '
    setting service ExecStart | sed 's/\${\([A-Z_]*\)}/"${\1}"/g'
  } >"$tmp/unit"
  run=$tmp/unit
  listen=$(setting socket ListenStream)
  ip=${listen%:*} port=${listen##*:}
  [ "$ip" != "$listen" ] || ip=0
  ip=${ip#[} ip=${ip%]}
}

# ---- inetd ----

write_inetd() { # the program of its line
  # shellcheck disable=SC2046 # words
  set -f -- $(grep '^[^#].*qmail-pop' "$run" | head -n 1)
  set +f
  if [ $# -lt 6 ]; then
    bad "$run has no line for POP3: cat services/inetd/inetd.conf >>$run"
    return 1
  fi
  ip=${1%:*} port=${1##*:}
  [ "$ip" != "$1" ] || ip=0
  [ "$port" != pop3 ] || port=110
  case $5 in
    root | root.* | root:*) ;;
    *) bad "$run starts the service as $5, and only root can become a user:" \
      'write root there' ;;
  esac
  run=$6
  shift 7
  ! [ $# -gt 0 ] || {
    printf '#!/bin/sh\nexec %s %s\n' "$run" "$*" >"$tmp/inetd"
    chmod 755 "$tmp/inetd"
    run=$tmp/inetd
  }
}
