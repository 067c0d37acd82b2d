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

  ${BOLD}run${RESET} [NN...]    build the labs and show them at work, all or those named
  ${BOLD}test${RESET} [ARG...]  run every test; arguments go to 'bazel test'
  ${BOLD}list${RESET}           the labs
  ${BOLD}doctor${RESET}         what this machine has, what it lacks, and how to mend it
  ${BOLD}lint${RESET}           check the form of the sources with the tools installed
  ${BOLD}help${RESET}           this text

'run' and 'test' first install what is missing (Debian and its kin), and say so.

${BOLD}Examples:${RESET}
  ./lab run 01
  ./lab test //labs/01_echo/...
  ./lab test --config=asan
EOF
}
