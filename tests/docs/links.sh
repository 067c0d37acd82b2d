#!/usr/bin/env bash
#
# Finds what the Markdown files below ROOT point to and what is not there:
# relative links, and `paths/in/code` that begin with a folder of ROOT or with
# a dot. Not links to the web, nor anchors within a file, nor anything in a
# block between ``` lines.
#
#   links.sh ROOT
#
# shellcheck disable=SC2016 # the quotes of code are no commands

set -euo pipefail

readonly root=$1
status=0

# text FILE: with empty lines in place of its code blocks.
text() {
  awk '/^ *```/ { code = !code; $0 = "" } { print code ? "" : $0 }' "$1"
}

# linked FILE: "LINE:TARGET" of each link, [text](TARGET) or [text]: TARGET.
linked() {
  text "$1" | { grep -noE '\[[^]]+\]\([^)]+\)|^ *\[[^]]+\]: *[^ ]+' || true; } |
    sed -E 's/^([0-9]+):.*\](\(|: *)/\1:/; s/\)$//; s/ ".*//; s/#.*//'
}

# mentioned FILE: the same for each `path`.
mentioned() {
  local line path
  text "$1" | { grep -noE '`[A-Za-z0-9_.-]+/[A-Za-z0-9_./-]*`' || true; } |
    tr -d '`' |
    while IFS=: read -r line path; do
      # labs/NN_topic is any lab; bazel-bin is not of the repository.
      if [[ "${path}" == .* || -d "${root}/${path%%/*}" ]] &&
        [[ "${path}" != *NN_* && "${path}" != bazel-* ]]; then
        printf '%s:%s\n' "${line}" "${path}"
      fi
    done
}

# missing FILE LINE TARGET
missing() {
  printf '%s:%s: %s is not there\n' "${1#"${root}/"}" "$2" "$3"
  status=1
}

count=0
while IFS= read -r file; do
  folder=${file%/*}
  while IFS=: read -r line target; do
    [[ -z "${target}" || "${target}" =~ ^(https?|mailto): ]] && continue
    [[ -e "${folder}/${target}" ]] || missing "${file}" "${line}" "${target}"
  done < <(linked "${file}")
  while IFS=: read -r line path; do
    [[ -e "${folder}/${path}" || -e "${root}/${path}" ]] ||
      missing "${file}" "${line}" "${path}"
  done < <(mentioned "${file}")
  count=$((count + 1))
done < <(find "${root}" -mindepth 1 -name '.?*' -prune -o -name '*.md' -print)

if ((count == 0)); then
  printf 'there is no Markdown below %s\n' "${root}"
  exit 1
fi
exit "${status}"
