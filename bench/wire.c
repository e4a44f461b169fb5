#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "wire.h"

enum { P256_BITS = 256, READ_AHEAD = 65536 };

static int speaks_tls;
static SSL_CTX *context; /* null = there was no memory, if it speaks TLS */

static const char *why(void)
{
  const char *s = ERR_reason_error_string(ERR_peek_last_error());

  return s ? s : errno ? strerror(errno) : "TLS";
}

void wire_speaks_tls(void)
{
  speaks_tls = 1;
  context = SSL_CTX_new(TLS_client_method());
  if (!context) return;
  (void)SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  /* a server that closes without a word has closed, and QUIT was answered */
  (void)SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, READ_AHEAD);
}

/* The same kind of work for every server: a new handshake, one kind of key. */
static const char *as_others(SSL *tls)
{
  X509 *certificate = SSL_get1_peer_certificate(tls);
  EVP_PKEY *key = certificate ? X509_get0_pubkey(certificate) : 0;
  int ec = key && EVP_PKEY_get_base_id(key) == EVP_PKEY_EC
    && EVP_PKEY_get_bits(key) == P256_BITS;

  X509_free(certificate);
  if (!ec) return "the certificate has no key of P-256";
  return SSL_session_reused(tls) ? "an old session was taken up" : 0;
}

static const char *shake_hands(struct wire *w)
{
  w->tls = SSL_new(context);
  if (!w->tls || SSL_set_fd(w->tls, w->fd) != 1) return why();
  if (SSL_connect(w->tls) != 1) return why();
  return as_others(w->tls);
}

const char *wire_open(struct wire *w, int port)
{
  struct sockaddr_in to;
  int on = 1;

  memset(&to, 0, sizeof to);
  to.sin_family = AF_INET;
  to.sin_port = htons((uint16_t)port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  w->tls = 0;
  w->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (w->fd == -1) return strerror(errno);
  if (connect(w->fd, (struct sockaddr *)&to, sizeof to) == -1)
    return strerror(errno);
  (void)setsockopt(w->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return speaks_tls ? shake_hands(w) : 0;
}

const char *wire_send(struct wire *w, const char *s, size_t n)
{
  ssize_t sent;
  size_t done;

  if (w->tls) return SSL_write_ex(w->tls, s, n, &done) == 1 ? 0 : why();
  for (; n; s += sent, n -= (size_t)sent) {
    sent = send(w->fd, s, n, MSG_NOSIGNAL);
    if (sent == -1) return strerror(errno);
  }
  return 0;
}

static const char *receive_tls(SSL *tls, char *s, size_t size, size_t *n)
{
  int code;

  if (SSL_read_ex(tls, s, size, n) == 1) return 0;
  code = SSL_get_error(tls, 0);
  *n = 0;
  return code == SSL_ERROR_ZERO_RETURN ? 0 : why();
}

const char *wire_receive(struct wire *w, char *s, size_t size, size_t *n)
{
  ssize_t r;

  if (w->tls) return receive_tls(w->tls, s, size, n);
  r = recv(w->fd, s, size, 0);
  if (r == -1) return strerror(errno);
  *n = (size_t)r;
  return 0;
}

void wire_close(struct wire *w)
{
  SSL_free(w->tls);
  (void)close(w->fd);
}
