# the certificate and its key

ssl() { openssl "$@" </dev/null 2>/dev/null; }

certificate() {
  why=$(cat -- "$cert" 2>&1 >/dev/null) \
    || { bad "the certificate $cert cannot be read: ${why##*: }"; return; }
  [ -z "$(find -L "$cert" -perm -004)" ] \
    || bad "everybody can read the key in $cert: chmod 600 $cert"
  have openssl || {
    say 'no openssl is here to look at the certificate: apt-get install openssl'
    return
  }
  if ! grep -q "$cr\$" "$cert" && ! grep -q 'BEGIN.*CERTIFICATE' "$cert"; then
    bad "$cert has no certificate: it needs the key, and then all of" \
      'fullchain.pem'
    return
  fi
  ssl x509 -in "$cert" -noout || {
    bad "$cert has no certificate that openssl can read: openssl x509 -in $cert"
    return
  }
  in_time
  its_key || return
  its_name
  its_chain
}
in_time() {
  starts=$(ssl x509 -in "$cert" -noout -startdate)
  starts=$(date -d "${starts#*=}" +%s 2>/dev/null)
  if [ "$starts" ] && [ "$starts" -gt "$(date +%s)" ]; then
    bad "the certificate in $cert is not yet valid: date, or get another one"
  elif ! ssl x509 -in "$cert" -noout -checkend 0 >/dev/null; then
    bad "the certificate in $cert has expired: certbot renew"
  elif ! ssl x509 -in "$cert" -noout -checkend 1209600 >/dev/null; then
    bad "the certificate in $cert ends within two weeks: certbot renew"
  fi
}
its_key() {
  key=$(ssl pkey -in "$cert" -passin pass: -pubout) || {
    bad "$cert has no key, or one with a passphrase: openssl pkey -in $cert"
    return 1
  }
  [ "$key" = "$(ssl x509 -in "$cert" -noout -pubkey)" ] || {
    bad "the first certificate in $cert is not that of its key: it needs the" \
      'key, and then all of fullchain.pem'
    return 1
  }
  sort=$(ssl pkey -in "$cert" -passin pass: -noout -text)
  signed=$(ssl x509 -in "$cert" -noout -text | sed -n 's/.*Signature A.*: //p' |
    head -n 1)
  name=${tls##*/}
  case $name:$sort in
    *'ASN1 OID: prime256v1'* | *'ASN1 OID: secp384r1'* | \
      *'ASN1 OID: secp521r1'*) ;;
    tlswrapper:*ED25519* | tlswrapper:*ED448* | *'ASN1 OID:'* | *DSA*)
      wrong_kind "$name" ;;
    *'Private-Key: ('512* | *'Private-Key: ('768* | *'Private-Key: ('1024*)
      wrong_kind "$name" ;;
    tlswrapper:*'Private-Key: ('[5-9][0-9][0-9][0-9]* | \
      tlswrapper:*'Private-Key: ('[1-9][0-9][0-9][0-9][0-9]*)
      wrong_kind "$name" ;;
    *)
      case $name:$(head -n 60 "$cert" | ssl_sort) in
        tlswrapper:rsassaPss) wrong_kind "$name" ;;
      esac ;;
  esac
  case $signed in
    md5* | sha1* | *-with-SHA1)
      bad "the certificate in $cert is signed by $signed, which clients" \
        'refuse: get another one' ;;
  esac
}
ssl_sort() {
  openssl x509 -in "$cert" -noout -text 2>/dev/null |
    sed -n 's/.*Public Key Algorithm: //p' | head -n 1
}
wrong_kind() {
  bad "the key in $cert is of a kind that $1 cannot use, or that clients" \
    'refuse: make one of RSA with 2048 bits, or of P-256'
}
its_name() {
  ssl x509 -in "$cert" -noout -checkhost "$host" | grep -q 'does match' \
    || bad "the certificate in $cert is not for the name $host:" \
      "certbot certonly -d $host"
}
its_chain() { # are all there, from the first to one that clients know?
  why=$(openssl verify -no_check_time -untrusted "$cert" "$cert" 2>&1)
  case $why in
    *'unable to get local issuer'* | *'unable to get issuer'* | \
      *'unable to verify the first'*)
      issuer=$(ssl x509 -in "$cert" -noout -issuer -nameopt RFC2253)
      bad "$cert lacks the intermediate certificate ${issuer#issuer=}:" \
        'it needs the key, and then all of fullchain.pem' ;;
  esac
}
