# makedeb.sh - builds the Debian package of what FILES lists.
#
# dpkg-buildpackage writes into the folder that it builds and the one above;
# so it gets copies, and only the package comes back.
set -eu
unset MAKEFLAGS MFLAGS MAKELEVEL # it starts a make of its own
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 111' HUP INT TERM

mkdir "$dir/source"
tar -c -T FILES | tar -x -C "$dir/source"
(cd "$dir/source" && dpkg-buildpackage -us -uc -b)
mv "$dir"/*.deb .
