# figures.awk - what the documents say of RESULTS.md, as it says it now.
#
#   awk -f bench/figures.awk bench/RESULTS.md
function at(row, server) { return value[table, row, server] + 0 }
function use(n) { table = n }

# the best of all Dovecots of the table
function dovecot(row, more,  name, n, i, v, best) {
  n = split(servers[table], name, " ")
  for (i = 1; i <= n; ++i) {
    if (name[i] !~ /^dovecot/ || !((table, row, name[i]) in value)) continue
    v = at(row, name[i])
    if (!v) continue
    if (best == "" || (more ? v > best : v < best)) best = v
  }
  return best
}

function say(document, what, format, x) {
  printf "%-8s %-44s " format "\n", document, what, x
}

/^\|---/ { next }

/^\| [|] / || /^\|  *[|] (ours|tlswrapper) / {
  ++tables
  columns = split($0, column, / *[|] */)
  servers[tables] = ""
  for (i = 3; i < columns; ++i) {
    if (column[i] in seen) continue
    servers[tables] = servers[tables] " " column[i]
  }
  next
}

/^\| / {
  n = split($0, cell, / *[|] */)
  label = cell[2]
  if (tables == 1 || tables == 2)
    for (i = 3; i < n && i < columns; ++i)
      if (cell[i] ~ /^[0-9.]+$/ && !((tables, label, column[i]) in value))
        value[tables, label, column[i]] = cell[i]
  next
}

{ text = text " " $0 }

function number(before,  s) {
  s = text
  if (!match(s, before)) return 0
  s = substr(s, RSTART + RLENGTH)
  sub(/^ +/, "", s)
  return s + 0
}

END {
  use(1)
  say("README", "25 MB: times as fast", "%.1f",
    at("RETR of 25 MB, MB/s", "ours") / dovecot("RETR of 25 MB, MB/s", 1))
  say("README", "login to 100,000: of the time", "%.2f",
    at("login, 100,000 messages, ms", "ours") / dovecot("login, 100,000 messages, ms", 0))
  say("README", "idle session: of the memory", "%.2f",
    at("private memory of an idle session, kB", "ours") \
    / dovecot("private memory of an idle session, kB", 0))
  say("README", "short sessions, 8 clients: of the best Dovecot", "%.2f",
    at("the same, 8 clients", "ours") / dovecot("the same, 8 clients", 1))
  rate = at("the same, 8 clients", "ours")
  dear = at("sessions a second, 8 clients, yescrypt", "ours")
  cpu = at("CPU a session, ms, 8 clients", "ours")
  say("SCALE", "sessions a second, SHA-512", "%.0f", rate)
  say("SCALE", "sessions a second, yescrypt", "%.0f", dear)
  say("SCALE", "CPU a session, ms", "%.2f", cpu)
  say("SCALE", "RETR of 25 MB, MB a CPU second", "%.0f",
    1000 / at("the same, CPU a MB, ms", "ours"))
  say("SCALE", "memory of an idle session, kB", "%.0f",
    at("private memory of an idle session, kB", "ours"))
  say("SCALE", "processors for 333 a second", "%.1f", 333 * cpu / 1000)
  say("SCALE", "processors for 3,333 a second", "%.1f", 3333 * cpu / 1000)
  say("SCALE", "yescrypt: such machines for 333", "%.1f", 333 / dear)
  say("SCALE", "yescrypt: such machines for 3,333", "%.0f", 3333 / dear)
  say("DESIGN", "a session without its hash, microseconds", "%.0f",
    1e6 / at("sessions a second, 1 client", "ours") - number("and one hash,"))
  say("DESIGN", "a dynamic start: times a static one", "%.1f",
    number("as our three are,") ? number("qmail-pop3d, and") / number("as our three are,") : 0)
  use(2)
  say("README", "over TLS: the best Dovecot's to haproxy's, 8", "%.1f",
    dovecot("the same, 8 clients", 1) / at("the same, 8 clients", "haproxy"))
  say("INSTALL", "haproxy : tlswrapper, short sessions, 8", "%.1f",
    at("the same, 8 clients", "haproxy") / at("the same, 8 clients", "tlswrapper"))
  say("INSTALL", "haproxy : tlswrapper, RETR of 25 MB", "%.1f",
    at("RETR of 25 MB, MB/s", "haproxy") / at("RETR of 25 MB, MB/s", "tlswrapper"))
}
