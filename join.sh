# join.sh - writes a script of its parts.
#
# sh join.sh NAME.sh writes it with each line ". FILE" replaced by that file,
# and each @conf-X@ by the first line of conf-X.
while IFS= read -r line; do
  case $line in
    '. '*/*.sh) cat "${line#. }"; echo ;;
    *@conf-*@*)
      for conf in conf-home conf-empty conf-door; do
        IFS= read -r first <"$conf"
        case $line in
          *"@$conf@"*) line=${line%%"@$conf@"*}$first${line#*"@$conf@"} ;;
        esac
      done
      printf '%s\n' "$line"
      ;;
    *) printf '%s\n' "$line" ;;
  esac
done <"$1"
