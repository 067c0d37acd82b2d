# Makes a starter of a solution, in which each answer stands marked:
#
#   // [answer 2]
#   return ::listen(fd, SOMAXCONN);
#   // [else]
#   // return NotStarted(2, "...");
#   // [end]
#
#   awk -v done=1 -f exercise.awk solution.cc
#
# Answers up to step `done` stay, so that 0 makes the starter and the last step
# the solution without its marks; of the others stands what is behind [else].

function fail(text) {
  printf "%s:%d: %s\n", FILENAME, FNR, text > "/dev/stderr"
  failed = 1
  exit 1
}

/^ *\/\/ \[answer [0-9]+\]$/ {
  if (inside) fail("[answer] within an answer")
  step = $3 + 0
  inside = "answer"
  next
}
/^ *\/\/ \[else\]$/ {
  if (inside != "answer") fail("[else] without [answer]")
  inside = "else"
  next
}
/^ *\/\/ \[end\]$/ {
  if (!inside) fail("[end] without [answer]")
  inside = ""
  next
}
inside == "answer" { if (step <= done) print; next }
inside == "else" {
  if (step <= done) next
  if (!sub(/\/\/ ?/, "")) fail("behind [else] stands what is no comment")
  sub(/ +$/, "")
  print
  next
}
{ print }
END { if (!failed && inside) fail("the last answer has no [end]") }
