# servers.sh - the servers that bench/run measures, and how each is started.
# Read by it with "."; $dir is where everything of theirs is.
#
# A name that begins with tls- is the same server, spoken to over TLS.
# shellcheck disable=SC2034,SC2154 # variables set by, and for, bench/run

# ---- their names ----

set_servers() {
  servers='ours glibc dovecot-max dovecot-hp dovecot courier dovecot24-max
    dovecot24-hp bare'
  [ -z "$ORIGINALS" ] || servers="$servers originals originals-D"
  tls='tls-tlswrapper tls-stunnel-inetd tls-stunnel tls-haproxy
    tls-dovecot-max tls-dovecot-hp tls-dovecot tls-dovecot24-max
    tls-dovecot24-hp tls-bare'
}

port() { # of the server, as load wants it
  case $1 in
    ours) echo 1101 ;;
    glibc) echo 1102 ;;
    dovecot-max) echo 1103 ;;
    dovecot-hp) echo 1104 ;;
    dovecot) echo 1105 ;;
    courier) echo 1106 ;;
    originals) echo 1107 ;;
    originals-D) echo 1108 ;;
    dovecot24-max) echo 1109 ;;
    dovecot24-hp) echo 1110 ;;
    bare) echo 1111 ;;
    tls-tlswrapper) echo tls1201 ;;
    tls-stunnel-inetd) echo tls1202 ;;
    tls-stunnel) echo tls1203 ;;
    tls-haproxy) echo tls1204 ;;
    tls-bare) echo tls1205 ;;
    tls-*) echo "tls$(($(port "${1#tls-}") + 200))" ;;
  esac
}

number() { # of the port, for who listens
  number=$(port "$1")
  echo "${number#tls}"
}

behind() { # where our chain is, if something in front of it ends TLS
  echo $(($(number "$1") + 200))
}

home() { # whose mailboxes it serves
  case $1 in
    tls-dovecot* | tls-bare) echo "${1#tls-}" ;;
    tls-*) echo ours ;;
    *) echo "$1" ;;
  esac
}

blank() { # octets that the server adds to a message
  case $1 in
    originals*) echo 2 ;;
    *) echo 0 ;;
  esac
}

forget() { # what the server remembers of a mailbox; the mail itself stays
  rm -rf "$1"/pop3.octets "$1"/dovecot* "$1"/courierpop3d* "$1"/maildirsize
}

# ---- what this machine's release does not have ----

# Debian's next release, as tests/root.sh makes it; what is done to it here
# goes to a folder of this run's own.
newer=trixie
newer_root=${TESTS_ROOTS:-/var/cache/qmail-pop3d-roots}/$newer

mount_newer() {
  mount -t overlay -o \
    "lowerdir=$newer_root,upperdir=$dir/newer.upper,workdir=$dir/newer.work" \
    bench "$dir/newer" &&
  mount -t proc bench "$dir/newer/proc" &&
  mount -t tmpfs -o mode=755 bench "$dir/newer/run" &&
  mount -t tmpfs -o mode=755 bench "$dir/newer/dev" || return
  for device in null zero random urandom; do
    : >"$dir/newer/dev/$device"
    mount --bind "/dev/$device" "$dir/newer/dev/$device" || return
  done
}

fill_newer() { # in a namespace of its own, with the network
  mount_newer || return
  cp /etc/resolv.conf "$dir/newer/etc/resolv.conf"
  printf '#!/bin/sh\nexit 101\n' >"$dir/newer/usr/sbin/policy-rc.d"
  chmod 755 "$dir/newer/usr/sbin/policy-rc.d"
  for command in update 'install --no-install-recommends dovecot-pop3d'; do
    chroot "$dir/newer" env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
      $command || return
  done
  echo "reader:x:$uid:$uid::/nonexistent:/usr/sbin/nologin" \
    >>"$dir/newer/etc/passwd"
  echo "reader:x:$uid:" >>"$dir/newer/etc/group"
}

# ---- the chain ----

# A server sees its own mailboxes where every server sees them.
serve() { # server, command
  server=$1
  shift
  unshare --mount --propagation private sh -c '
    mount --bind "$0" "$1" && shift && exec "$@"' \
    "$dir/home.$(home "$server")" "$dir/home" "$@" \
    >>"$dir/log.$server" 2>&1 </dev/null &
  echo $! >"$dir/pid.$server"
}

# all clients are one address and one user here
alone='POP3PERHOST=0 POP3PERUSER=0'

chain() { # server, directory of the programs, memory, options of tcpserver
  serve "$1" env -i PATH="$2:$PATH" $alone softlimit -m "$3" \
    tcpserver $4 -v -HR -b 128 -c 100 -x "$dir/pop3.cdb" 127.0.0.1 \
      "$(number "$1")" \
      qmail-popup "$host" "$2/checkpassword" qmail-pop3d ./Maildir/
}

# ---- TLS in front of it ----

end_of_chain() {
  echo "softlimit -m $memory qmail-popup $host $dir/ours/checkpassword \
    qmail-pop3d ./Maildir/"
}

# One process more for each connection, as qmail-pop3sd-conf writes it.
wrapped() { # server, options of tcpserver, what speaks TLS
  server=$1 options=$2
  shift 2
  serve "$server" env -i PATH="$dir/ours:$PATH" $alone \
    tcpserver $options -v -HR -b 128 -c 100 -x "$dir/pop3.cdb" 127.0.0.1 \
      "$(number "$server")" "$@"
}

stunnel_inetd() {
  printf '#!/bin/sh\nexec %s\n' "$(end_of_chain)" >"$dir/session"
  chmod 755 "$dir/session"
  cat >"$dir/stunnel-inetd.conf" <<END
foreground = yes
syslog = no
debug = 3
exec = $dir/session
execArgs = session
CAfile = $dir/pop3.pem
cert = $dir/pop3.pem
END
  wrapped "$1" '' stunnel4 "$dir/stunnel-inetd.conf"
}

# One that stays, and tells the client's address to fromproxy.
fronted() { # server, what ends TLS
  server=$1
  shift
  serve "$server" env -i PATH="$dir/ours:$PATH" $alone sh -c '
    port=$1 rules=$2 end=$3
    shift 3
    "$@" &
    exec tcpserver -v -HR -b 128 -c 100 -x "$rules" 127.0.0.1 "$port" \
      fromproxy $end' \
    sh "$(behind "$server")" "$dir/proxy.cdb" "$(end_of_chain)" "$@"
}

stunnel_stays() {
  cat >"$dir/stunnel.conf" <<END
foreground = yes
pid =
syslog = no
debug = 3
cert = $dir/pop3.pem
[pop3s]
accept = 127.0.0.1:$(number "$1")
connect = 127.0.0.1:$(behind "$1")
protocol = proxy
END
  fronted "$1" stunnel4 "$dir/stunnel.conf"
}

haproxy_conf() { # server, port behind it, how
  cat >"$dir/$1.cfg" <<END
defaults
  mode tcp
  timeout connect 5s
  timeout client 21m
  timeout server 21m
listen pop3s
  bind 127.0.0.1:$(number "$1") ssl crt $dir/pop3.pem
  server it 127.0.0.1:$2 $3
END
}

haproxy_stays() {
  haproxy_conf "$1" "$(behind "$1")" send-proxy-v2-ssl-cn
  fronted "$1" haproxy -db -f "$dir/$1.cfg"
}

# What the proxy and the client cost by themselves: the processor time of this
# server is that of haproxy alone.
haproxy_before_bare() {
  haproxy_conf "$1" "$(number bare)" ''
  serve "$1" haproxy -db -f "$dir/$1.cfg"
}

certificate() {
  quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -days 30 -subj "/CN=$host" -keyout "$dir/key.pem" -out "$dir/cert.pem"
  cat "$dir/key.pem" "$dir/cert.pem" >"$dir/pop3.pem"
}

# ---- Dovecot ----

# Both releases have these words, but for two.
dovecot_both() { # server, a process serves any number, who is nobody special
  cat <<END
base_dir = /run/$1
state_dir = /run/$1
instance_name = $1
log_path = $dir/log.$1
protocols = pop3
listen = 127.0.0.1
ssl = yes
mail_max_userip_connections = 0
first_valid_uid = $uid
service pop3-login {
  inet_listener pop3 {
    port = $(number "$1")
  }
  inet_listener pop3s {
    port = $(number "tls-$1")
  }
END
  case $1 in
    *-*) echo "  $2"; echo '  process_min_avail = 2' ;;
  esac
  echo '}'
  case $1 in *-max) ;; *) return ;; esac
  cat <<END
auth_cache_size = 10M
service auth {
  client_limit = 2000
}
service auth-worker {
  user = $3
}
service pop3 {
  user = reader
  $2
  process_min_avail = $clients
}
END
}

dovecot_conf() { # server
  cat <<END
disable_plaintext_auth = no
ssl_cert = <$dir/cert.pem
ssl_key = <$dir/key.pem
mail_location = maildir:~/Maildir
passdb {
  driver = passwd-file
  args = scheme=CRYPT $dir/users
}
userdb {
  driver = passwd-file
  args = $dir/users
}
END
  # shellcheck disable=SC2016 # Dovecot's own
  dovecot_both "$1" 'service_count = 0' '$default_internal_user'
}

dovecot24_conf() { # server
  cat <<END
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
auth_allow_cleartext = yes
ssl_server_cert_file = $dir/cert.pem
ssl_server_key_file = $dir/key.pem
mail_driver = maildir
mail_path = ~/Maildir
passdb passwd-file {
  passwd_file_path = $dir/users
  default_password_scheme = CRYPT
}
userdb passwd-file {
  passwd_file_path = $dir/users
}
END
  # shellcheck disable=SC2016 # Dovecot's own
  dovecot_both "$1" 'restart_request_count = unlimited' \
    '$SET:default_internal_user'
}

dovecot24() { # server
  [ -d "$dir/newer" ] || { echo "no $newer" >"$dir/log.$1"; return; }
  dovecot24_conf "$1" >"$dir/$1.conf"
  # shellcheck disable=SC2016
  serve "$1" sh -c '
    mkdir -p "$1$2" && mount --bind "$2" "$1$2" &&
    mount --bind "$2/home" "$1$2/home" && exec chroot "$1" dovecot -F -c "$3"' \
    sh "$dir/newer" "$dir" "$dir/$1.conf"
}

# ---- Courier ----

courier() {
  mkdir -p /run/courier/authdaemon
  chown -R courier:courier /run/courier
  quietly makeuserdb
  sed -i 's/^authmodulelist=.*/authmodulelist="authuserdb"/' \
    /etc/courier/authdaemonrc
  serve courier sh -c 'set -a
    . /etc/courier/authdaemonrc
    /usr/lib/courier/courier-authlib/authdaemond &
    . /etc/courier/pop3d
    exec couriertcpd -address=127.0.0.1 -maxprocs=100 -maxperip=100 \
      -nodnslookup -noidentlookup "$0" \
      /usr/lib/courier/courier/courierpop3login \
      /usr/lib/courier/courier/courierpop3d Maildir' "$(number courier)"
}

# ---- any of them ----

run_server() { # server
  case $1 in
    ours | glibc) chain "$1" "$dir/$1" "$memory" '' ;;
    originals) chain "$1" "$dir/originals" 100000000 '' ;;
    originals-D) chain "$1" "$dir/originals" 100000000 -D ;;
    tls-tlswrapper)
      # shellcheck disable=SC2046 # it is words
      wrapped "$1" -D tlswrapper -t 1230 -f "$dir/pop3.pem" $(end_of_chain) ;;
    tls-stunnel-inetd) stunnel_inetd "$1" ;;
    tls-stunnel) stunnel_stays "$1" ;;
    tls-haproxy) haproxy_stays "$1" ;;
    tls-bare) haproxy_before_bare "$1" ;;
    tls-*) cp "$dir/pid.${1#tls-}" "$dir/pid.$1" 2>/dev/null ;; # it serves both
    dovecot24*) dovecot24 "$1" ;;
    dovecot*)
      dovecot_conf "$1" >"$dir/$1.conf"
      serve "$1" dovecot -F -c "$dir/$1.conf" ;;
    courier) courier ;;
    bare)
      serve "$1" "$dir/bare" "$(number "$1")" $((clients + 4)) "$dir/home" ;;
  esac
}

# Those that serve are left in $serving.
start() { # server
  run_server "$1"
  tries=100
  until load "$1" login n1 1 1 >"$dir/out" 2>"$dir/why"; do
    tries=$((tries - 1))
    kill -0 "$(cat "$dir/pid.$1" 2>/dev/null)" 2>/dev/null || tries=0
    [ "$tries" -gt 0 ] || {
      say "$1 does not serve, and is left out:"
      tail -n 3 "$dir/log.$1" "$dir/why" 2>/dev/null
      return
    }
    sleep 0.1
  done
  serving="$serving $1"
}
