# retr.gp - gnuplot -e "dat='FILE'; svg='FILE'" retr.gp
set terminal svg size 800,500 font 'sans-serif,13' background 'white'
set output svg
set title 'RETR, one message after another'
set xlabel 'bytes of a message'
set ylabel 'MB/s'
set logscale xy
set grid
set key left top
set datafile missing '?'
stats dat skip 1 nooutput
plot for [i=2:STATS_columns] dat using 1:i with linespoints title columnheader(i)
