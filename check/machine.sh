# what the programs need of the machine

jail() {
  if [ ! -d "$empty" ]; then
    bad "$empty is no folder, and nobody can log in without it: make setup"
    return
  fi
  [ -z "$(ls -A "$empty" 2>&1)" ] \
    || bad "$empty is not empty: ls -A $empty"
  root_owns "$empty" || bad "$empty is not root's: chown root:root $empty"
  case $(ls -ldn "$empty") in
    ?????w* | ????????w*)
      bad "others than root may write to $empty: chmod 755 $empty" ;;
  esac
}
door_file() { # who is at the door, and how often an address has failed
  if [ ! -f "$door" ]; then
    bad "$door is missing, so nobody counts who waits and who guesses:" \
      'make setup'
    return
  fi
  root_owns "$door" || bad "$door is not root's: chown root:root $door"
  case $(ls -ln "$door") in
    -???------*) ;;
    *) bad "others than root may open $door: chmod 600 $door" ;;
  esac
  disk "${door%/*}" 'where it is counted who guesses'
}

bytes() { # without random ones nothing encrypts; a login needs none
  [ -z "$tls" ] || [ -c /dev/urandom ] \
    || bad "/dev/urandom is no device, and ${tls##*/} needs it:" \
      'mknod -m 666 /dev/urandom c 1 9'
}

machine() {
  jail
  door_file
  bytes
}
