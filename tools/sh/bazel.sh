# shellcheck shell=bash
#
# Which Bazel this machine has, in which of the two modes it builds the labs,
# and host.bazelrc, which tells it what only this machine knows.

# Debian's rule sets, without which WORKSPACE mode would need a network.
# shellcheck disable=SC2034 # packages.sh uses the second
readonly DEBIAN_BAZEL_RULES=/usr/share/bazel/rules
readonly DEBIAN_BAZEL_TOOLS=/usr/share/bazel/tools

# The oldest and newest Bazel after Debian's 4.2.3 that WORKSPACE mode is for:
# 5 and 6 were never tried, and Bazel 9 has no WORKSPACE any more.
readonly FIRST_NEW_BAZEL=7
readonly LAST_WORKSPACE_BAZEL=8

# Sets BAZEL, BAZEL_VERSION and BAZEL_MAJOR; empty where there is none.
# Called where the others below are used, and cheap: no server is started.
find_bazel() {
  BAZEL='' BAZEL_VERSION='' BAZEL_MAJOR=''
  if have_command bazel; then
    BAZEL=bazel
  elif have_command bazelisk; then
    BAZEL=bazelisk
  else
    return 0
  fi
  # Bazelisk reads .bazeliskrc of the folder that it is called in.
  BAZEL_VERSION="$(cd -- "${UDS_ROOT}" &&
    "${BAZEL}" --version 2>/dev/null </dev/null)" || true
  BAZEL_VERSION="${BAZEL_VERSION##*bazel }"
  if [[ "${BAZEL_VERSION}" != [0-9]* ]]; then
    BAZEL_VERSION="$(debian_bazel_version)"
  fi
  BAZEL_MAJOR="${BAZEL_VERSION%%.*}"
}

# Debian's Bazel calls itself "no_version"; its package knows better.
debian_bazel_version() {
  local version=''
  if have_command dpkg-query; then
    # shellcheck disable=SC2016 # ${Version} is for dpkg-query.
    version="$(dpkg-query -W -f '${Version}' bazel-bootstrap 2>/dev/null)" ||
      true
  fi
  version="${version%%[+~-]*}"
  printf '%s\n' "${version:-4.2.3}"
}

bazel_is_new() {
  [[ -n "${BAZEL_MAJOR}" ]] && ((BAZEL_MAJOR >= FIRST_NEW_BAZEL))
}

bazel_is_supported() {
  [[ -n "${BAZEL_MAJOR}" ]] && { ((BAZEL_MAJOR == 4)) || bazel_is_new; }
}

# bazel_bin OPTION...: prints the folder of what is built with these options.
bazel_bin() {
  (cd -- "${UDS_ROOT}" && "${BAZEL}" info "$@" bazel-bin 2>/dev/null) ||
    die "Bazel does not say where it builds: ${BAZEL} info ${*:+$* }bazel-bin"
}

# Prints the mode: "workspace", with libraries of the system and no network, or
# "module", with libraries of the Bazel Central Registry. Without any Bazel it
# is the mode of the one that would be installed.
bazel_mode() {
  if ! bazel_is_new; then
    echo workspace
  elif ((BAZEL_MAJOR <= LAST_WORKSPACE_BAZEL)) &&
    [[ -d "${DEBIAN_BAZEL_RULES}" ]] && have_system_libraries; then
    echo workspace
  else
    echo module
  fi
}

# What is there for root alone, as nginx is on Debian, is often outside of PATH,
# and still there for a test.
have_tool() {
  have_command "$1" || [[ -x "/usr/sbin/$1" ]]
}

# Prints the optional tools that tests use where they are there, as one word.
# Bazel keeps a result, "skipped, no socat here" too, until an input of the
# test changes; with this word in its environment the test runs again when the
# tool appears.
optional_tools() {
  local tool found=''
  for tool in curl go h2load haproxy jq nc newuidmap nginx node podman python3 \
    setfacl socat ss strace systemd-analyze systemd-nspawn \
    systemd-socket-activate; do
    if have_tool "${tool}"; then
      found+="${found:+,}${tool}=$(tool_version "${tool}")"
    fi
  done
  printf '%s\n' "${found:-none}"
}

# Prints what tells one version of a tool from another, or "yes" where no test
# depends on it.
tool_version() {
  case "$1" in
    go) go version 2>/dev/null | awk '{ print $3 }' ;;
    nginx) "$(PATH="${PATH}:/usr/sbin" type -P nginx)" -v 2>&1 | sed 's/.*nginx.//' ;;
    nc) basename -- "$(readlink -f -- "$(command -v nc)")" ;;
    socat) socat -V 2>/dev/null | awk '/^socat version/ { print $3 }' ;;
    strace) strace -V 2>/dev/null | awk 'NR == 1 { print $NF }' ;;
    systemd-*) "$1" --version 2>/dev/null | awk 'NR == 1 { print $2 }' ;;
    *) echo yes ;;
  esac
}

# Writes host.bazelrc, which .bazelrc imports where it exists. It is left
# alone when nothing changed; a plain `bazel test //...` works without it. The
# option is a "build" one, which "test" inherits: if the two differed, Bazel would
# start its analysis anew at each change from one to the other.
write_host_bazelrc() {
  local file="${UDS_ROOT}/host.bazelrc" content old=''
  content="# What ./lab found on this machine; your own settings go into user.bazelrc.
build --test_env=UDS_LABS_HAVE=$(optional_tools)"
  if bazel_is_new && [[ "$(bazel_mode)" == workspace ]]; then
    content+='
common --noenable_bzlmod --enable_workspace'
  fi
  if [[ -r "${file}" ]]; then
    old="$(<"${file}")"
  fi
  if [[ "${content}" != "${old}" ]]; then
    printf '%s\n' "${content}" >"${file}"
  fi
}
