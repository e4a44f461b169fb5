# makedist.sh - makes qmail-pop3-VERSION.tar.gz of what FILES lists.
#
# The same files make the same bytes: names in order, modes without the umask,
# nobody's ids, and one time, the day of the newest entry in CHANGES.
set -eu
name=qmail-pop3-$(cat VERSION)
day=$(grep -o '^[0-9]\{8\} ' CHANGES | LC_ALL=C sort | tail -n 1)
trap 'rm -f "$name.tmp"' EXIT
LC_ALL=C tar -c -T FILES --sort=name --format=ustar --owner=0 --group=0 \
  --numeric-owner --mode=u=rwX,go=rX --mtime="$day 00:00:00Z" \
  --transform="s,^,$name/," >"$name.tmp"
gzip -n -9 <"$name.tmp" >"$name.tar.gz"
