# shellcheck shell=bash
#
# ./lab hint NN [LEVEL]: judges as ./lab check does, quietly, and prints hints
# for the first step that is not passed. Nothing is kept from one time to the
# next.

# shellcheck source=tools/sh/check.sh
source "${UDS_ROOT}/tools/sh/check.sh"

hint_main() {
  read_arguments hint '' "$@"
  local level="${WORDS[0]-1}"
  if ((${#WORDS[@]} > 1)); then
    usage_error "'hint' takes a lab and a level, but was given '${WORDS[1]}' as well"
  fi
  if [[ ! "${level}" =~ ^[1-9][0-9]{0,5}$ ]]; then
    usage_error "a level is a number from 1 on, not '${level}'"
  fi
  OPTIONS+=(--hint="${level}")
  prepare
  judge
}
