case $1 in
  check) set -- ;;
  *) exec 2>&1
     # -D: tlswrapper's second small packet would wait 40 ms for an answer
     # -t: qmail-pop3d lets a client be silent for 1200 seconds
     set -- tcpserver -v -H -R -D -l "$host" -b 128 -c "$clients" \
       -x tcp.cdb "$ip" "$port" \
       "$tls" -t 1230 -f "$cert" ;;
esac

# POP3AUTH: no APOP in the greeting, as checkpassword has only hashes.
# checkpassword lifts the limit on memory while it makes a hash.
# checker is words; without a domain there is no POP3DOMAIN.
exec env -i PATH="$PATH" POP3AUTH=-apop \
  ${domain:+POP3DOMAIN="$domain"} "$@" softlimit -m "$memory" \
  qmail-popup "$host" $checker qmail-pop3d "$maildir"
