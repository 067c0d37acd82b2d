# shellcheck shell=bash
#
# What the labs need of a machine: how it is recognised, which package of
# Debian brings it, and why it is needed. Capabilities are asked for, not
# packages, so that a machine that has them from elsewhere is left alone.
# Needs bazel.sh.

# One line each: name | level | modes | packages | why. "needed" stops a command
# that has not got it; "wanted" is installed where that is allowed, and the
# tests that use it are skipped otherwise.
readonly NEEDS='
bazel|needed|workspace module|bazel-bootstrap|builds everything and runs the tests
rules|needed|workspace|bazel-rules-java bazel-rules-proto bazel-skylib bazel-platforms|rules that Bazel would else download
compiler|needed|workspace module|g++|compiles the labs (C++20)
static_libc|needed|workspace module|libc6-dev|makes a server that loads no library, so opens no file
pkg_config|needed|workspace|pkg-config|tells Bazel where the libraries are
abseil|needed|workspace|libabsl-dev|status, flags and strings
googletest|needed|workspace|libgtest-dev libgmock-dev|runs the contracts of the labs
beast|needed|workspace|libboost-dev|reads and writes HTTP
json|needed|workspace|nlohmann-json3-dev|JSON bodies
strace|needed|workspace module|strace|shows every system call of a lab
ss|needed|workspace module|iproute2|shows who listens on a socket
socat|wanted|workspace module|socat|another program to talk to the labs
nc|wanted|workspace module|netcat-openbsd|another program to talk to the labs
curl|wanted|workspace module|curl|the HTTP client of the articles
jq|wanted|workspace module|jq|takes the JSON of a reply apart
podman|wanted|workspace module|podman|a real API on a Unix socket
setfacl|wanted|workspace module|acl|lets a second user in
newuidmap|wanted|workspace module|uidmap|a second user, where you are not root
systemd|wanted|workspace module|systemd|socket activation without a manager
nspawn|wanted|workspace module|systemd-container|boots a real systemd, as root
'

# The oldest compiler with the C++20 that the labs use.
readonly OLDEST_GXX=12

have_bazel() {
  bazel_is_supported
}

# They belong to the Bazel that they were packaged with.
have_rules() {
  have_bazel && { bazel_is_new || {
    [[ -d "${DEBIAN_BAZEL_RULES}/java" && -d "${DEBIAN_BAZEL_RULES}/proto" &&
      -d "${DEBIAN_BAZEL_TOOLS}/skylib" &&
      -d "${DEBIAN_BAZEL_TOOLS}/platforms" ]]
  }; }
}

have_compiler() {
  local version
  version="$(g++ -dumpversion 2>/dev/null)" || return 1
  ((${version%%.*} >= OLDEST_GXX))
}

have_static_libc() {
  # The compiler answers with the bare name where it finds no such file.
  [[ "$(g++ -print-file-name=libc.a 2>/dev/null)" == /* ]]
}

have_pkg_config() {
  have_command pkg-config
}

have_abseil() {
  have_modules absl_flags absl_status absl_strings
}

have_googletest() {
  have_modules gmock gmock_main gtest
}

# Headers alone, without a file for pkg-config: the compiler is asked.
have_beast() {
  g++ -E -x c++ -include boost/beast/version.hpp /dev/null >/dev/null 2>&1
}

have_json() {
  have_modules nlohmann_json
}

have_strace() {
  have_command strace
}

have_ss() {
  have_command ss
}

have_socat() {
  have_command socat
}

# Only OpenBSD's netcat knows -U, for Unix sockets.
have_nc() {
  have_command nc && [[ "$(nc -h 2>&1 </dev/null)" == *-*U* ]]
}

have_curl() {
  have_command curl
}

have_jq() {
  have_command jq
}

have_podman() {
  have_command podman
}

have_setfacl() {
  have_command setfacl
}

have_newuidmap() {
  have_command newuidmap
}

have_systemd() {
  have_command systemd-socket-activate && have_command systemd-analyze
}

have_nspawn() {
  have_command systemd-nspawn
}

have_modules() {
  pkg-config --exists "$@" 2>/dev/null
}

have_system_libraries() {
  have_modules absl_flags absl_status absl_strings gmock gtest nlohmann_json
}

# Sets MISSING, the lines of NEEDS that this machine lacks in its mode, and
# NEEDED_IS_MISSING, true where one of them is more than wanted.
# shellcheck disable=SC2034 # install.sh and doctor.sh use them
find_missing() {
  MISSING=() NEEDED_IS_MISSING=false
  find_bazel
  local mode line name level modes
  mode="$(bazel_mode)"
  while IFS= read -r line; do
    IFS='|' read -r name level modes _ <<<"${line}"
    if [[ -z "${line}" || " ${modes} " != *" ${mode} "* ]] ||
      "have_${name}"; then
      continue
    fi
    MISSING+=("${line}")
    if [[ "${level}" == needed ]]; then
      NEEDED_IS_MISSING=true
    fi
  done <<<"${NEEDS}"
}

# Prints the packages that bring what is missing, on one line.
missing_packages() {
  local line packages all=()
  for line in "${MISSING[@]}"; do
    IFS='|' read -r _ _ _ packages _ <<<"${line}"
    all+=("${packages}")
  done
  printf '%s\n' "${all[*]}"
}
