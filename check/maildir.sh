# the maildir, as its user sees it

# What is wrong, a line each.  The user runs it, with the home, the maildir and
# the login.
# shellcheck disable=SC2016
look_at_mail='
home=$1 maildir=$2 me=$3
mend() { # how the user gets these rights
  if [ -O "$1" ]; then echo "chmod u+$2 $1"; return; fi
  case $1/ in
    "$home"/*) echo "chown -R $me: $1" ;;
    *) echo "chmod a+$2 $1" ;;
  esac
}
# Each folder of $1, below $at, which becomes the last one.
folders() {
  way=$1/
  while [ "$way" ]; do
    part=${way%%/*} way=${way#*/}
    case $part in "" | .) continue ;; esac
    at=$at/$part
    if [ -L "$at" ] && [ ! -e "$at" ]; then a_link
    elif [ ! -e "$at" ]; then missing=$at
    elif [ ! -d "$at" ]; then
      echo "$at is on the way to the mail, and no folder: ls -l $at"
    elif [ ! -x "$at" ]; then echo "$me may not enter $at: $(mend "$at" x)"
    else continue
    fi
    return 1
  done
}
a_link() { # which leads to nothing that the user can reach
  link=$at
  at=$(readlink "$link")
  case $at in
    /*) set -- "$at"; at="" ;;
    *) set -- "$at"; at=${link%/*} ;;
  esac
  folders "$1"
  [ -z "$missing" ] || echo "$link is a link to what is not there: ls -l $link"
  missing=""
}
parts() {
  for part in new cur tmp; do
    sub=$at/$part
    if [ -L "$sub" ] && [ ! -e "$sub" ]; then
      echo "$sub is a link to what is not there: ls -l $sub"
    elif [ ! -e "$sub" ]; then
      echo "$sub is missing: mkdir -m 700 $sub && chown $me: $sub"
    elif [ ! -d "$sub" ]; then echo "$sub is no folder: ls -l $sub"
    elif [ ! -x "$sub" ]; then echo "$me may not enter $sub: $(mend "$sub" rwx)"
    elif [ ! -r "$sub" ]; then
      echo "$me may not read the folder $sub: $(mend "$sub" rwx)"
    elif [ ! -w "$sub" ]; then
      echo "$me may not delete from $sub: $(mend "$sub" rwx)"
    elif [ -k "$sub" ] && [ ! -O "$sub" ]; then
      echo "$me may not delete what others own in $sub: chmod -t $sub"
    fi
  done
}
messages() {
  closed=0 odd=0
  for file in "$at"/new/* "$at"/cur/*; do
    if [ -f "$file" ] && [ ! -L "$file" ]; then
      [ -r "$file" ] || { closed=$((closed + 1)); a_closed=$file; }
    elif [ -e "$file" ] || [ -L "$file" ]; then
      odd=$((odd + 1)) an_odd=$file
    fi
  done
  [ "$closed" -eq 0 ] || echo "$me cannot read messages ($closed), such as" \
    "$a_closed: $(mend "$a_closed" r)"
  [ "$odd" -eq 0 ] || echo "not served, because no files ($odd), such as" \
    "$an_odd: ls -l $an_odd"
}
cd /
at="" missing=""
folders "$home" || {
  [ -z "$missing" ] || echo "$me has no home, for $missing is missing:" \
    "mkdir -m 700 $home && chown $me: $home"
  exit
}
case $maildir in /*) at="" ;; *) at=$home ;; esac
folders "$maildir" || {
  [ -z "$missing" ] || echo "$me has no maildir $maildir:" \
    "pop3maildir $maildir $me"
  exit
}
if [ -r "$at" ] && ! [ -e "$at/new" ] && ! [ -e "$at/cur" ]; then
  echo "$me has no maildir $maildir, for new, cur and tmp are missing in it:" \
    "rmdir $at && pop3maildir $maildir $me"
  exit
fi
[ -w "$at" ] || echo "$me may not write to $at: $(mend "$at" rwx)"
parts
messages
'
maildir_disk() {
  for part in new cur; do
    at=$(cd "$user_home" && cd "$maildir/$part" && pwd) || continue
    disk "$at" 'where the mail is' && in_unit "$at" || return
  done
}
in_unit() { # may the unit of systemd write there?
  [ "$way" = systemd ] && [ "$(setting service ProtectSystem)" = strict ] \
    || return 0
  for folder in $(sed -n 's/^ReadWritePaths=//p' "$tmp/service"); do
    folder=${folder#-}
    case $1/ in "${folder%/}"/*) return 0 ;; esac
  done
  bad "the unit $unit@.service lets nobody write to $1:" \
    "systemctl edit $unit@.service, ReadWritePaths=-$user_home"
  return 1
}
look_at_home() {
  [ "$uid" ] || return 0
  case $user_home in
    /*) ;;
    *) bad "the home of $user, \"$user_home\", is no path:" \
      "usermod -d /home/$user $user"; return ;;
  esac
  seen=$faults
  ! is_mounted ro "$user_home/$maildir" \
    || {
      disk "$(readlink -f "$user_home/$maildir")" 'where the mail is'
      return
    }
  as_user "$who" "$uid" "$gid" sh -c "$look_at_mail" sh "${user_home%/}" \
    "$maildir" "$user" >"$tmp/box" 2>&1
  while IFS= read -r line; do bad "$line"; done <"$tmp/box"
  [ "$faults" -gt "$seen" ] || maildir_disk
}
