# The log, in main/current: tai64nlocal <main/current
# Only its account and root may read it: there are people who type their
# password where the login belongs.  A day of 40 users is 10 MB or so:
# 20 files of 16 MB are a month.
exec setuidgid "$account" multilog t s16777215 n20 ./main
