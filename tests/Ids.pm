# Ids - the ids of tests: by them RFC, CASES, MUTANTS and PROMISES name a
# test, so that its title can change and it can move to another file.
#
# In perl an id stands in brackets before a title, '[id] title', and may do so
# more than once, but in one file.  In C it is the file and the function,
# t-NAME:FUNCTION, which test.h prints in front of each check.  planted-NUMBER is
# that fault in PLANTED.
package Ids;
use strict;
use warnings;
use Chain;
use Exporter 'import';

our @EXPORT = qw(files_of file_of is_session);

my %files; # { id => { file => 1 } }
for my $file (map { s{^tests/}{}r } glob 'tests/*.t tests/*.pm tests/t-*.c') {
  my $text = slurp("tests/$file");
  if (my ($name) = $file =~ /^(t-.*)\.c$/) {
    $files{"$name:$1"}{$file} = 1 while $text =~ /^(?:static )?\w+ (\w+)\(/mg;
  }
  else { $files{$1}{$file} = 1 while $text =~ /['"] *\[([a-z][a-z0-9-]*)\] /g }
}

my $where = '';
for (split /\n/, slurp('tests/PLANTED')) {
  if (/^== (\w+)$/) { $where = $1 =~ /^(?:rest|tls)$/ ? 'pop3check.t' : 'pop3check-up.t' }
  elsif (/^(\d+) /) { $files{"planted-$1"}{$where} = 1 }
}

# all ids, each with the files that it is in
sub files_of { map { ($_ => [sort keys %{ $files{$_} }]) } keys %files }

# the file of a test, in tests/; nothing if it is in none
sub file_of { my ($file) = sort keys %{ $files{ $_[0] } || {} }; return $file }

# session/NAME is a recorded session
sub is_session { $_[0] =~ m{^session/[a-z0-9-]+\z} && -e "tests/$_[0].in" }

1;
