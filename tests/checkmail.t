# checkmail keeps the contract of checkpassword: the tests of that, with accounts
# in a database.  What only checkmail does is in accounts.t.
use strict;
use warnings;
use lib 'tests';
use Checker;

checker('checkmail');
require './tests/checkpassword.t';
