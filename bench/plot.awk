# plot.awk - reads "ROW SERVER VALUE" lines, prints what gnuplot plots: a line
# with the names of the columns, then for each mailbox its size and the median
# of each server.  kind: login, by messages; retr, by bytes of a message.
function median(key,  n, i, j, t, v) {
  n = split(all[key], v, " ")
  for (i = 2; i <= n; ++i)
    for (j = i; j > 1 && v[j - 1] + 0 > v[j] + 0; --j) {
      t = v[j]; v[j] = v[j - 1]; v[j - 1] = t
    }
  return n ? v[int((n + 1) / 2)] : "?"
}

{ all[$1, $2] = all[$1, $2] " " $3 }

END {
  columns = split(servers, column, " ")
  line = "size"
  for (i = 1; i <= columns; ++i) line = line " " column[i]
  print line
  n = split(boxes, box, /[ \n]+/)
  for (k = 1; k <= n; ++k) {
    split(box[k], part, "=")
    if (kind == "login" && part[1] ~ /^n/) { name = "login-" part[2]; size = part[2] }
    else if (kind == "retr" && (part[1] ~ /^r/ || part[2] == 1000)) {
      name = "retr-" part[1] "-1"; size = part[3]
    }
    else continue
    if (kind == "retr" && part[1] == "r1k") size = part[3]
    line = size
    for (i = 1; i <= columns; ++i) line = line " " median(name SUBSEP column[i])
    print line | "sort -n"
  }
}
