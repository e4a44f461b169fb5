# carries.awk - what machines with more processors carry, on paper.
#   each, dear, tls: milliseconds of CPU a session, with a cheap hash, with
#   yescrypt, and over TLS with the cheap one; loop: what tcpserver itself has
#   of that; kb: an idle session; here: processors of this machine
function least(a, b) { return a < b ? a : b }

function commas(x,  n) {
  n = sprintf("%.0f", x)
  while (n ~ /[0-9][0-9][0-9][0-9]/) sub(/[0-9][0-9][0-9]($|,)/, ",&", n)
  return n
}

# sessions a second: each core does its part, the loop runs on one of them
function carried(cores, ms) { return ms ? least(cores * 1000 / ms, 1000 / loop) : 0 }

function row(label, ms) {
  printf "| %s | %s | %s |\n", label, commas(carried(8, ms)), commas(carried(32, ms))
}

function places(cores, ms) { return carried(cores, ms) * ROUND_TRIPS }

BEGIN {
  ROUND_TRIPS = 0.5 # seconds that a session of a client far away takes
  HASH = 16         # MB of one yescrypt
  if (!each || !loop || !dear) { print "No figures of ours."; exit }
  printf "What a machine with 8 or with 32 processors carries, on paper from what was "
  printf "measured here on %d, if the clients are elsewhere:\n\n", here
  print "| processors | 8 | 32 |"
  print "|---|--:|--:|"
  row("sessions a second, SHA-512 of 1,000 rounds", each)
  row("the same behind a haproxy that stays, over TLS", tls)
  row("sessions a second, yescrypt", dear)
  printf "| mailboxes asked every five minutes, yescrypt | %s | %s |\n", \
    commas(300 * carried(8, dear)), commas(300 * carried(32, dear))
  printf "| places (-c) for those, half a second each | %s | %s |\n", \
    commas(places(8, dear)), commas(places(32, dear))
  printf "| their memory, idle, MB | %s | %s |\n", \
    commas(places(8, dear) * kb / 1000), commas(places(32, dear) * kb / 1000)
  printf "| yescrypt's memory, one a processor, MB | %s | %s |\n", \
    commas(8 * HASH), commas(32 * HASH)
  print ""
  printf "Why: a session costs %.2f ms of CPU, %.1f with yescrypt, and its processes run ", \
    each, dear
  printf "on any processor, so that much grows with their number.  What does not is "
  printf "tcpserver: it accepts and forks in one loop, %.3f ms a session, so that one ", loop
  printf "tcpserver ends at %s a second.  With the cheap hash %d processors reach that, ", \
    commas(1000 / loop), int(each / loop + 0.999)
  printf "with yescrypt %d; past that, a second one on another address or port, and ", \
    int(dear / loop + 0.999)
  printf "haproxy before both.  Each session has a place for as long as it lasts, its "
  printf "client's round trips included, so that -c 31 is full at %d a second of half a ", \
    31 / ROUND_TRIPS
  printf "second each, however many processors there are.  yescrypt has %d MB while it ", HASH
  printf "runs, so that -c places need up to -c times that if all log in at once: %s MB ", \
    commas(31 * HASH)
  printf "for 31, %s for 1,000.  That yescrypts on many processors wait for the same ", \
    commas(1000 * HASH)
  printf "memory is not in these figures, but for the %d here.\n", here
}
