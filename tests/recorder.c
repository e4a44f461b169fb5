/* recorder - a disk that remembers the order of what was done to it.
 *
 *   recorder image log file
 *
 * mounts over file a file of FUSE that holds what image holds, and changes it;
 * a loop device on it is a disk.  Each write is put into log as two numbers of
 * 64 bits, offset and length, and the bytes; each flush as FLUSH and 0.  What
 * a power cut leaves is image, as it was before, with the writes up to some
 * flush.  Ends when it is unmounted. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FLUSH UINT64_MAX
enum { MOST = 1 << 17 }; /* bytes of a read or a write */

/* What the kernel asks: a head, what belongs to it, and what is written. */
static union {
  struct fuse_in_header head;
  char bytes[MOST + 4096];
} in;
static int kernel;
static int image;
static int record;

static void die(const char *what)
{
  perror(what);
  exit(111);
}

static void answer(int error, const void *s, size_t n)
{
  struct fuse_out_header head = { 0, 0, 0 };
  struct iovec parts[2];

  head.len = (uint32_t)(sizeof head + n);
  head.error = -error;
  head.unique = in.head.unique;
  parts[0].iov_base = &head;
  parts[0].iov_len = sizeof head;
  memcpy(&parts[1].iov_base, &s, sizeof s); /* which writev only reads */
  parts[1].iov_len = n;
  /* ENOENT: whoever asked did not wait */
  if (writev(kernel, parts, n ? 2 : 1) == -1 && errno != ENOENT)
    die("answer");
}

/* What belongs to the question. */
static void question(void *to, size_t n)
{
  memcpy(to, in.bytes + sizeof in.head, n);
}

static void do_init(void)
{
  struct fuse_init_in asked;
  struct fuse_init_out out;

  question(&asked, 16); /* that much of it there always was */
  memset(&out, 0, sizeof out);
  out.major = FUSE_KERNEL_VERSION;
  out.minor = asked.minor < FUSE_KERNEL_MINOR_VERSION
    ? asked.minor : FUSE_KERNEL_MINOR_VERSION;
  out.flags = FUSE_BIG_WRITES;
  out.max_write = MOST;
  answer(0, &out, sizeof out);
}

static void do_attr(void)
{
  struct fuse_attr_out out;
  struct stat st;

  if (fstat(image, &st) == -1) die("image");
  memset(&out, 0, sizeof out);
  out.attr.ino = in.head.nodeid;
  out.attr.size = (uint64_t)st.st_size;
  out.attr.mode = S_IFREG | 0600;
  out.attr.nlink = 1;
  out.attr.blksize = 4096;
  answer(0, &out, sizeof out);
}

static void do_open(void)
{
  static const struct fuse_open_out out;

  answer(0, &out, sizeof out);
}

static void do_read(void)
{
  static char bytes[MOST];
  struct fuse_read_in asked;
  ssize_t r;

  question(&asked, sizeof asked);
  if (asked.size > MOST) asked.size = MOST;
  r = pread(image, bytes, asked.size, (off_t)asked.offset);
  if (r == -1) answer(errno, 0, 0); else answer(0, bytes, (size_t)r);
}

static void note(uint64_t offset, const char *s, size_t n)
{
  uint64_t head[2];

  head[0] = offset;
  head[1] = n;
  if (write(record, head, sizeof head) != (ssize_t)sizeof head) die("log");
  if (n && write(record, s, n) != (ssize_t)n) die("log");
}

static void do_write(void)
{
  struct fuse_write_in asked;
  struct fuse_write_out out;
  const char *s = in.bytes + sizeof in.head + sizeof asked;

  question(&asked, sizeof asked);
  note(asked.offset, s, asked.size);
  if (pwrite(image, s, asked.size, (off_t)asked.offset)
      != (ssize_t)asked.size) die("image");
  memset(&out, 0, sizeof out);
  out.size = asked.size;
  answer(0, &out, sizeof out);
}

static void serve(void)
{
  switch (in.head.opcode) {
    case FUSE_INIT: do_init(); break;
    case FUSE_GETATTR: case FUSE_SETATTR: do_attr(); break;
    case FUSE_OPEN: do_open(); break;
    case FUSE_READ: do_read(); break;
    case FUSE_WRITE: do_write(); break;
    case FUSE_FSYNC: note(FLUSH, 0, 0); answer(0, 0, 0); break;
    case FUSE_FLUSH: case FUSE_RELEASE: answer(0, 0, 0); break;
    case FUSE_FORGET: case FUSE_BATCH_FORGET: case FUSE_INTERRUPT: break;
    default: answer(ENOSYS, 0, 0);
  }
}

int main(int argc, char **argv)
{
  char options[99];

  if (argc != 4) return 100;
  image = open(argv[1], O_RDWR);
  record = open(argv[2], O_WRONLY | O_CREAT | O_APPEND, 0600);
  kernel = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (image == -1 || record == -1 || kernel == -1) die("open");
  snprintf(options, sizeof options,
    "fd=%d,rootmode=100600,user_id=0,group_id=0", kernel);
  if (mount("recorder", argv[3], "fuse", MS_NOSUID | MS_NODEV, options) == -1)
    die(argv[3]);
  for (;;) {
    if (read(kernel, in.bytes, sizeof in.bytes) > 0) serve();
    else if (errno == ENODEV) return 0;
    else if (errno != EINTR && errno != ENOENT) die("question");
  }
}
