# Waits until criu has ended or the time is over; marks the copy as prepared when it is whole and frozen, else ends it.
# Arguments: those of destination.pl; ms
# Prints: the state, error TEXT (unless it is prepared)
# Needs: destination.pl

open_record_forward();
for (my $waited = 0; $waited < $arg{ms} && !-e "$make/prepared" && job($make, 'criu') eq 'running'; $waited += 4) {
  last if -e "$make/criu.rc";
  sleep_ms(4);
}
for (my $waited = 0; $waited < 2000 && -e "$make/criu.rc" && job($make, 'criu') eq 'running'; $waited += 4) {
  sleep_ms(4);
}
if (job($make, 'criu') eq 'code 0' && !-e "$make/prepared") {
  my $folder = copy_cgroup();
  cg_await($folder, 'frozen', 1, 5000);
  put("$make/prepared", $arg{epoch}) if is_frozen() && is_whole();
}
end_copy() if !-e "$make/prepared" && job($make, 'criu') ne 'running';
print_state();
print_errors() unless -e "$make/prepared";
