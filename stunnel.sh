case $1 in
  check) set -- ./run session ;;
  session) # stunnel.conf starts this file again, for each connection
     exec softlimit -m "$memory" \
       qmail-popup "$host" $checker qmail-pop3d "$maildir" ;;
  *) exec 2>&1
     set -- tcpserver -v -H -R -l "$host" -b 128 -c "$clients" \
       -x tcp.cdb "$ip" "$port" \
       "$tls" stunnel.conf ;;
esac

# POP3AUTH: no APOP in the greeting, as checkpassword has only hashes.
# checkpassword lifts the limit on memory while it makes a hash.
# checker is words; without a domain there is no POP3DOMAIN.
exec env -i PATH="$PATH" POP3AUTH=-apop \
  ${domain:+POP3DOMAIN="$domain"} "$@"
