# Filter - a filter of system calls that was there before our programs, as in a
# container: what runs under it, and all that it starts, has no strict mode.
package Filter;
use strict;
use warnings;
use Exporter 'import';
use Chain;

our @EXPORT = qw(filtered);

# What Docker's default profile refuses to a container, as its documentation
# lists it, where a kernel of today still has the call.
my @refused = qw(acct add_key bpf clock_adjtime clock_settime delete_module
  finit_module get_mempolicy init_module ioperm iopl kcmp kexec_file_load kexec_load
  keyctl lookup_dcookie mbind mount move_pages name_to_handle_at nfsservctl
  open_by_handle_at perf_event_open pivot_root process_vm_readv process_vm_writev
  quotactl reboot request_key set_mempolicy setns settimeofday stime swapon swapoff
  sysfs umount umount2 unshare uselib userfaultfd ustat vm86 vm86old);

# The command that runs another under it.
my $program;
sub filtered {
  return $program if defined $program;
  my $dir = scratch();
  my $rows = join '', map { "#ifdef SYS_$_\n  SYS_$_,\n#endif\n" } @refused;
  spew("$dir/filtered.c", <<"END");
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const unsigned int refused[] = {
$rows};
enum { N = sizeof refused / sizeof *refused };
static struct sock_filter f[2 * N + 4];

static unsigned short end;
static void add(unsigned short code, unsigned char no, unsigned int k)
{
  struct sock_filter one = BPF_STMT(code, k);

  one.jf = no;
  f[end++] = one;
}

static void refuse(unsigned int call, unsigned int how)
{
  add(BPF_JMP | BPF_JEQ | BPF_K, 1, call);
  add(BPF_RET | BPF_K, 0, SECCOMP_RET_ERRNO | how);
}

int main(int argc, char **argv)
{
  struct sock_fprog p = { 0, f };
  int i;

  add(BPF_LD | BPF_W | BPF_ABS, 0, 0);
  for (i = 0; i < N; ++i) refuse(refused[i], EPERM);
  refuse(435, ENOSYS); /* clone3, whose flags no filter can see */
  add(BPF_RET | BPF_K, 0, SECCOMP_RET_ALLOW);
  p.len = end;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return 125;
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p)) return 125;
  if (argc < 2) return 125;
  execvp(argv[1], argv + 1);
  perror(argv[1]);
  return 127;
}
END
  my $said = `cc -Wall -Werror -o "$dir/filtered" "$dir/filtered.c" 2>&1`;
  die "cc: $said" if !-x "$dir/filtered";
  return $program = "$dir/filtered";
}

1;
