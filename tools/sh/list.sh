# shellcheck shell=bash
#
# ./lab list: number, topic and title of each lab, read from its README.md.

# Prints the title of lab NN_topic: its README.md opens "# Lab NN: Title".
lab_title() {
  local folder="$1" line=''
  local prefix="# Lab ${folder%%_*}: "
  local readme="${UDS_ROOT}/labs/${folder}/README.md"
  if [[ -r "${readme}" ]]; then
    IFS= read -r line <"${readme}" || true
  fi
  if [[ "${line}" == "${prefix}"?* ]]; then
    printf '%s\n' "${line#"${prefix}"}"
  else
    printf '(its README.md has no title yet)\n'
  fi
}

list_main() {
  no_arguments list "$@"
  set_colours
  local folder topic width=5
  local -a folders
  mapfile -t folders < <(lab_folders)
  if ((${#folders[@]} == 0)); then
    die "no labs under ${UDS_ROOT}/labs"
  fi
  for folder in "${folders[@]}"; do
    topic="${folder#*_}"
    ((${#topic} <= width)) || width="${#topic}"
  done
  printf '%s%-3s  %-*s  %s%s\n' "${BOLD}" Lab "${width}" Topic Title "${RESET}"
  for folder in "${folders[@]}"; do
    printf '%-3s  %-*s  %s\n' "${folder%%_*}" "${width}" "${folder#*_}" \
      "$(lab_title "${folder}")"
  done
}
