# who may connect

local_ip() { # an address of this machine where the service listens
  case $ip in
    0 | 0.0.0.0 | '') echo 127.0.0.1 ;;
    :: | ::0 | 0::0) echo ::1 ;;
    *) echo "$ip" ;;
  esac
}
who_may_connect() {
  cdb=$rules
  case $cdb in /*) ;; *) cdb=$cwd/$cdb ;; esac
  text=${cdb%.cdb}
  [ -f "$text" ] || text=$text.rules
  make="make -C ${cdb%/*} ${cdb##*/}"
  if [ ! -f "$cdb" ]; then
    bad "$cdb is missing, so nobody may connect: $make"
    return
  elif [ ! -s "$cdb" ]; then
    bad "$cdb is empty: $make"
    return
  elif [ "$(find "$text" -newer "$cdb" 2>/dev/null)" ]; then
    bad "$cdb is older than $text, and so are the rules: $make"
  fi
  twice=$(sed -n 's/^\([^#:]*\):.*/\1/p' "$text" 2>/dev/null | sort | uniq -d)
  if [ "$twice" ] || [ "$(grep -c '^:[ad]' "$text" 2>/dev/null)" -gt 1 ]; then
    bad "$text has two rules for ${twice:-all others}, and the first one" \
      "counts: remove one, and $make"
  fi 2>/dev/null
  have tcprulescheck || return
  client=${TCPREMOTEIP:-$(local_ip)}
  answer=$(env -u TCPREMOTEINFO -u TCPREMOTEHOST TCPREMOTEIP="$client" \
    tcprulescheck "$cdb" "$client" 2>&1)
  case $answer in
    *'deny connection'*)
      bad "$cdb lets $client not connect: write $client:allow into $text," \
        "and $make" ;;
    *'default:'*) # no rule was found for it
      if ! grep -q '^[^#]*:[ad]' "$text" 2>/dev/null; then
        bad "$cdb has no rules, so everybody may connect: $make"
      elif grep -q '^:[ad]' "$text"; then
        bad "$cdb has not the rules of $text: $make"
      fi ;;
    *'allow connection'*) ;;
    *) bad "$cdb cannot be read: $make" ;;
  esac
}
