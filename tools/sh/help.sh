# shellcheck shell=bash
#
# ./lab help

help_main() {
  no_arguments help "$@"
  set_colours
  cat <<EOF
${BOLD}UDS labs${RESET}: Unix domain sockets, and nothing claimed that a system-call trace
has not shown.

${BOLD}Usage:${RESET} ./lab COMMAND

  ${BOLD}run${RESET} [NN...]      build the labs and show them at work, all or those named
  ${BOLD}check${RESET} NN         judge your exercise of a lab, step by step
  ${BOLD}hint${RESET} NN [LEVEL]  hints for the first step that is not passed
  ${BOLD}grade${RESET} DIR...     judge submissions, each in a sandbox of its own
  ${BOLD}bench${RESET} [OPTION]   measure the servers beside others on this machine
  ${BOLD}test${RESET} [ARG...]    run every test; arguments go to 'bazel test'
  ${BOLD}fuzz${RESET} [NAME...]   look for bytes that break what is promised of any bytes
  ${BOLD}list${RESET}             the labs
  ${BOLD}doctor${RESET}           what this machine has, what it lacks, and how to mend it
  ${BOLD}lint${RESET}             check the form of the sources with the tools installed
  ${BOLD}help${RESET}             this text

'run', 'check', 'hint', 'grade', 'bench', 'fuzz' and 'test' first install what is
missing (Debian and its kin), and say so.

${BOLD}check and hint${RESET} judge labs/NN_topic/exercise, or:
  --server CMD     any program in its place, with arguments, as "python3 my.py";
                   paths are those of the folder in which you are
  --client CMD     a client of your own
  --nowhole_life   look at them only from when they are ready: for interpreters,
                   which open files before
${BOLD}check${RESET} alone:
  --watch          judge again at each save, until Ctrl-C (exit status 130)
  --all            go on behind a step that is not passed
  --json           one JSON object: see tools/check/report.h
Its exit status: 0 all clauses hold, 1 not all, 2 wrong arguments, 3 nothing
could be judged.

${BOLD}test${RESET} instead of the tests:
  --soak MINUTES   the labs' servers under all kinds of clients and trouble for
                   so long, and then a ledger; 0.5 is half a minute
  --seed N         of that: chooses the same as another soak
Its exit status: 0 nothing lost, 1 something was found, 2 wrong arguments, 3 it
could not be run: not built, or a server did not start.

${BOLD}grade${RESET} takes before or between the directories:
  --out=DIR        where its tables go; by default grades
  --time-limit=N   seconds for one lab of one person; by default 180
  --jobs=N         so many at a time; by default half the CPUs
Its exit status: 0 all could be judged, whatever the marks, 1 not all, 2 wrong
arguments.

${BOLD}bench${RESET} takes:
  --quick          under a minute in all, and less sure of what it says
  --rounds=N       how often each server has its turn; by default 5, or 3
  --only=NAME,...  servers and works, as nginx,http-32; a wrong one lists all
  --json=FILE      the figures of each round; see tools/bench/json.h
  --svg=FILE       a chart of CPU per request
  --markdown=FILE  the tables for a page
What is not installed is named and left out: doctor tells how to get it. Its
exit status: 0 all could be measured, whatever came out, 1 not all, 2 wrong
arguments.

${BOLD}fuzz${RESET} needs clang; without a name it runs all targets in turn, and takes:
  --list           only say which there are
  --seconds N      how long for each; by default 60
  --runs N         how many inputs for each, however long that takes; with
                   --seconds, up to whichever comes first
Its exit status: 0 nothing was found, 1 something was, or nothing could be run,
2 wrong arguments.

${BOLD}Examples:${RESET}
  ./lab run 01
  ./lab check 01 --watch
  ./lab test //labs/01_echo/...
  ./lab test --config=asan
  ./lab bench --quick --only=http
  ./lab test --soak 5
EOF
}
