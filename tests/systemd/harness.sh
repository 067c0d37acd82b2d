# shellcheck shell=bash
#
# Facts about a systemd that runs. A script sources this in the container that
# Boot (container.h) starts, and says what is true there:
#
#   source /lab/harness.sh
#
#   set_up() { ...; }      # once
#   fresh() { ...; }       # before each fact
#
#   # The socket's file is a socket.
#   fact_FileIsASocket() {
#     systemctl start uds-demo.socket
#     [[ -S /run/uds-demo.sock ]] || fail 'no socket'
#   }
#
#   judge_facts
#
# Each fact runs in a subshell, as root, in /lab/project, which holds what the
# README of the units needs. It may change the system as it likes, and has an
# empty directory, CASE.

set -euo pipefail

readonly LAB=/lab

# How long one may wait for what is bound to come; a busy machine needs longer.
readonly PATIENCE_SECONDS=20

fail() {
  printf 'NOT SO: %s\n' "$*" >&2
  exit 1
}

# expect WHAT ACTUAL EXPECTED
expect() {
  [[ "$2" == "$3" ]] || fail "$1 is \"$2\", not \"$3\""
}

# expect_match WHAT ACTUAL PATTERN: PATTERN is a regular expression.
expect_match() {
  [[ "$2" =~ $3 ]] || fail "$1 is \"$2\", which does not match \"$3\""
}

# refused COMMAND...: it must fail, by itself and not by a signal. Sets SAID to
# what it printed, stderr too.
refused() {
  local status=0
  SAID="$("$@" 2>&1)" || status=$?
  ((status > 0 && status < 128)) || fail "$*: exit status ${status}: ${SAID}"
}

# eventually COMMAND...: waits until it succeeds. Looks again and again, since
# none of what this is used for tells by itself when it comes.
eventually() {
  local deadline=$((SECONDS + PATIENCE_SECONDS))
  { set +x; } 2>/dev/null
  until "$@"; do
    ((SECONDS < deadline)) || fail "waited in vain: $*"
    sleep 0.02
  done
  set -x
}

# readme NAME [COMMAND...]: runs the commands below "<!-- NAME -->" in the units'
# README, by "COMMAND... sh".
readme() {
  local commands
  commands="$(sed -n "/^<!-- $1 -->\$/,/^\`\`\`\$/p" systemd_units/README.md |
    sed '/^<!--/d; /^```/d')"
  [[ -n "${commands}" ]] || fail "the README has no commands \"$1\""
  "${@:2}" sh -euc "${commands}"
}

# as USER COMMAND...: with USER's groups and a clean environment.
as() {
  local user="$1" uid
  shift
  uid="$(id -u "${user}")"
  setpriv --reuid "${user}" --regid "$(id -g "${user}")" --init-groups \
    env -i PATH="${PATH}" HOME="/home/${user}" \
    XDG_RUNTIME_DIR="/run/user/${uid}" "$@"
}

# ask USER: asks the server at SOCKET, which the script sets, as curl does.
ask() {
  as "$1" curl --silent --show-error --max-time 20 \
    --unix-socket "${SOCKET}" http://localhost/
}

# expect_served COMMAND...: it must print the server's answer.
expect_served() {
  local answer status=0
  answer="$("$@")" || status=$?
  [[ "${status} ${answer}" == '0 You are authorized!' ]] ||
    fail "$*: exit status ${status}, answer \"${answer}\""
}

# client USER: asks as the lab's client does, which tells more when it is not
# answered, and first prints whom the kernel names as the server.
client() {
  as "$1" bazel-bin/labs/05_systemd_activation/client --show_server \
    "--socket=${SOCKET}"
}

# journal OPTION...: the messages since this fact began, one a line.
journal() {
  journalctl --sync
  journalctl --quiet --output=cat --after-cursor="${CURSOR}" "$@"
}

# What the machine's packages would generate is not of interest here either, and
# takes its time at each reload. systemd.generator(7)
mask_generators() {
  local generator
  mkdir -p /etc/systemd/system-generators
  for generator in /usr/lib/systemd/system-generators/*; do
    ln -s /dev/null "/etc/systemd/system-generators/${generator##*/}"
  done
}

# judge NAME: leaves NAME.verdict, "holds" or not, and NAME.log in /lab/verdicts.
judge() {
  local name="$1" log="${LAB}/verdicts/$1.log" verdict=holds status
  # shellcheck disable=SC2034 # the facts use it
  CASE="$(mktemp -d)"
  CURSOR="$(journalctl --quiet --lines=1 --show-cursor |
    sed -n 's/^-- cursor: //p')"
  # Not in a condition, where `set -e` would mean nothing.
  set +e
  (
    set -ex
    fresh
    "fact_${name}"
  ) >"${log}" 2>&1 </dev/null
  status=$?
  set -e
  if ((status != 0)); then
    verdict='does not hold'
    printf -- '--- journal\n' >>"${log}"
    journal --priority=debug >>"${log}" 2>&1 || true
  fi
  printf '%s\n' "${verdict}" >"${LAB}/verdicts/${name}.verdict"
}

# Judges each fact whose name stands in /lab/facts.
judge_facts() {
  local name
  install -d -m 1777 /var/tmp # as everywhere; PrivateTmp= needs it
  mask_generators
  set_up
  while IFS= read -r name <&3; do
    judge "${name}"
  done 3<"${LAB}/facts"
}
