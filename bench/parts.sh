# parts.sh - what a session is made of, measured by itself, and what follows
# from that.  Read by bench/run with ".".
# shellcheck disable=SC2034,SC2154 # variables set by, and for, bench/run

make_parts() {
  cat >"$dir/nothing.c" <<END
#include <time.h>
#include <unistd.h>
int main(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return write(4, &t, sizeof t) > (ssize_t)sizeof t;
}
END
  quietly cc -O2 -o "$dir/nothing-dynamic" "$dir/nothing.c" \
    -Wl,-z,now -Wl,--no-as-needed -lcrypt
  quietly cc -O2 -fPIE -static-pie -o "$dir/nothing-glibc" "$dir/nothing.c"
  cp "$dir/nothing.c" "$dir/ours"
  as_ours nothing || exit
  result part-waits - "$(waits)"
  result part-aes - "$(openssl speed -evp aes-256-gcm -seconds 1 -bytes 16384 \
    2>/dev/null | awk 'END { if ($NF > 0) print 1e6 / $NF; else print 0 }')"
}

# NAME.c becomes a program as static ones of ours do
as_ours() (
  cd "$dir/ours" \
    && quietly sh static.sh "$1.c" && quietly sh static.sh "$1" "$1-static.o"
)

# kB that are private to a program linked as qmail-pop3d is that only waits
waits() {
  cat >"$dir/ours/waits.c" <<END
#include <unistd.h>
int main(void) { char c; return (int)read(0, &c, 1); }
END
  as_ours waits || exit
  mkfifo "$dir/end"
  "$dir/ours/waits" <"$dir/end" &
  waits=$!
  exec 4>"$dir/end"
  until grep -q read "/proc/$waits/wchan" 2>/dev/null; do sleep 0.05; done
  awk '/^Private/ { n += $2 } END { print n }' "/proc/$waits/smaps_rollup"
  exec 4>&-
  rm "$dir/end"
  wait "$waits"
}

# name, program: microseconds from its start to its end; of that, its exit
program() {
  "$dir/start" 500 /dev/null "$2" >"$dir/started"
  result "part-$1" - "$(sed -n 1p "$dir/started")"
  result "part-$1-exit" - "$(sed -n 3p "$dir/started")"
}

# name, stored hash, how many, by how many at once: microseconds of CPU each
hashes() {
  result "part-$1" - "$(perl -e '
    my ($password, $hash, $n, $many) = @ARGV;
    for (1 .. $many) {
      next if fork;
      crypt $password, $hash for 1 .. $n;
      exit;
    }
    1 while wait != -1;
    my (undef, undef, $user, $system) = times;
    printf "%.0f", ($user + $system) * 1e6 / $n / $many' \
    "$password" "$2" "$3" "$4")"
}

# milliseconds to read the names of the largest mailbox, and its messages
floors() {
  "$dir/floor" "$dir/home.ours/n$largest/Maildir/cur" >"$dir/out"
  result part-names - "$(sed -n 1p "$dir/out")"
  result part-messages - "$(sed -n 2p "$dir/out")"
}

parts() { # once a round
  floors
  program dynamic "$dir/nothing-dynamic"
  program ours "$dir/ours/nothing"
  program glibc "$dir/nothing-glibc"
  hashes cheap "$cheap" 1000 1
  hashes dear "$dear" 20 1
  hashes dear-all "$dear" 20 "$(nproc)"
}

median() { # row, server; 0 if there is none
  awk -v row="$1" -v server="$2" '$1 == row && $2 == server { print $3 }' \
    "$dir/results" | sort -n |
    awk '{ v[NR] = $1 } END { print NR ? v[int((NR + 1) / 2)] : 0 }'
}

part() { median "part-$1" -; }

paragraph() { tr '\n' ' ' | fold -s -w 79 | sed 's/ *$//'; echo; }

# What a session cannot do without: the starts of three programs, one hash.
limits() {
  dynamic=$(part dynamic) ours=$(part ours) glibc=$(part glibc)
  one=$(part cheap)
  own=$(median loop-8 ours | awk '{ printf "%.0f", $1 * 1000 }')
  paragraph <<END
What a session of ours cannot do without, in microseconds: to start and end an
empty program that is linked as our three are, $ours each; and one hash, $one.
Together $((3 * ours + one)), before anything of ours is done.
With glibc it is $glibc for qmail-popup and qmail-pop3d, and $dynamic for
checkpassword, which is dynamic then, as checkpassword-nss always is: together
$((dynamic + 2 * glibc + one)).
tcpserver takes $own itself, to accept and to fork.  dovecot-max starts nothing
for a session.
What the kernel frees at an exit is part of that: $(part ours-exit),
$(part dynamic-exit) and $(part glibc-exit); a session has four exits.
One yescrypt takes $(part dear), and $(part dear-all) if each of the $(nproc)
processors makes one.
END
  echo
  paragraph <<END
To read the names of $largest messages takes $(part names) ms, and to open, read
and close each of them $(part messages) ms, by the fewest calls (bench/floor.c).
END
}

# On paper, from these.  Milliseconds of CPU: a session, one with yescrypt, one
# over TLS, tcpserver's own share.
carries() {
  awk -v each="$(median cpu-8 ours)" -v dear="$(median cpu-8-dear ours)" \
    -v tls="$(median cpu-8 tls-haproxy)" -v loop="$(median loop-8 ours)" \
    -v kb="$(median idle ours)" -v here="$(nproc)" -f bench/carries.awk |
    fold -s -w 79 | sed 's/ *$//'
}
