# checkpassword-nss keeps the contract of checkpassword, which becomes it for
# some accounts.  Which these are is in etc.t.
use strict;
use warnings;
use lib 'tests';
use Checker;

checker('checkpassword-nss');
require './tests/checkpassword.t';
