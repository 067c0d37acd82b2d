#!/usr/bin/env bash
#
# The units in the manager of a user, with the article's commands. Each function
# fact_* becomes a test UserManager.*; see harness.sh.

# shellcheck source=tests/systemd/harness.sh
source /lab/harness.sh

readonly ALICE=1000 UNITS=/home/alice/.config/systemd/user
readonly SOCKET=/run/user/1000/uds-demo.sock

# A real manager for Alice. What a login would bring (PAM, logind, D-Bus), is
# left out: a container has no seats, and these units need none of it.
set_up() {
  printf 'alice:x:%d:%d::/home/alice:/bin/sh\n' "${ALICE}" "${ALICE}" \
    >>/etc/passwd
  printf 'alice:x:%d:\n' "${ALICE}" >>/etc/group
  install -d -o alice -g alice /home/alice
  mkdir -p /etc/systemd/system/user@.service.d \
    /etc/systemd/system/user-runtime-dir@.service.d
  printf '%s\n' '[Service]' PAMName= Environment=XDG_RUNTIME_DIR=/run/user/%i \
    >/etc/systemd/system/user@.service.d/no-login.conf
  printf '%s\n' '[Service]' ExecStart= ExecStop= \
    'ExecStart=/usr/bin/install -d -m 0700 -o %i -g %i /run/user/%i' \
    >/etc/systemd/system/user-runtime-dir@.service.d/no-login.conf
  systemctl daemon-reload
  systemctl start "user@${ALICE}.service"
}

alice() {
  as alice "$@"
}

# As after the README's commands, but that nothing is started yet.
fresh() {
  alice systemctl --user stop 'uds-demo.*' 'opener@*' || true
  rm -rf -- "${UNITS:?}"
  alice systemctl --user reset-failed
  readme 'user: install' as alice
  alice systemctl --user stop uds-demo.socket
  rm -rf -- "${SOCKET}"
}

# drop_in UNIT LINE...
drop_in() {
  local folder="${UNITS}/$1.d"
  shift
  alice mkdir -p "${folder}"
  printf '%s\n' "$@" >>"${folder}/fact.conf"
  alice systemctl --user daemon-reload
}

property() {
  alice systemctl --user show --property="$2" --value "$1"
}

# After "systemctl --user start" the socket listens, and the service is
# inactive, as "status" says.
fact_SocketListensAndTheServiceIsInactive() {
  alice systemctl --user daemon-reload
  alice systemctl --user start uds-demo.socket
  expect_match 'its status' "$(alice systemctl --user status uds-demo.socket)" \
    'Active: active \(listening\)'
  # Of what is not active the exit status is not 0.
  refused alice systemctl --user status uds-demo.service
  expect_match "the service's status" "${SAID}" \
    'Active: inactive \(dead\)'
  expect 'the file' "$(stat --format='%F %U %G %a' "${SOCKET}")" \
    'socket alice alice 660'
}

# The first curl starts the service, and the user of the manager is let in.
fact_FirstConnectionStartsTheService() {
  alice systemctl --user start uds-demo.socket
  expect_served readme 'user: ask' as alice
  expect_match "the service's status" \
    "$(alice systemctl --user status uds-demo.service)" \
    'Active: active \(running\)'
  expect_match 'its environment' "$(property uds-demo.service Environment)" \
    "POLICY=--allow_uid=${ALICE}"
}

# "%t" is the runtime directory of the user.
fact_RuntimeDirectoryIsTheUsers() {
  alice systemctl --user start uds-demo.socket
  expect 'the address' "$(property uds-demo.socket Listen)" \
    "/run/user/${ALICE}/uds-demo.sock (Stream)"
}

# What the service prints stands in the journal of the user.
fact_JournalHasWhatTheServicePrints() {
  alice systemctl --user start uds-demo.socket
  expect_served readme 'user: ask' as alice
  journalctl --sync
  local seen
  seen="$(readme 'user: look' as alice)"
  expect_match 'what was seen' "${seen}" 'uds-demo.service - UDS labs: demo'
  expect_match 'what was seen' "${seen}" 'Using socket passed by systemd'
  expect_match 'what was seen' "${seen}" \
    "Accepted connection .*UID=${ALICE} PID=[0-9]"
}

# Root, whom no mode keeps out, is refused by the policy.
fact_RootIsRefused() {
  alice systemctl --user start uds-demo.socket
  refused ask root
  expect_match 'the journal' "$(journal "_UID=${ALICE}")" \
    "Rejected connection.*UID 0 .*only UID ${ALICE} allowed"
}

# Who asks for the peer's credentials is told of the user's manager.
fact_ClientSeesTheManagerAsItsPeer() {
  alice systemctl --user start uds-demo.socket
  expect_served readme 'user: ask' as alice
  local manager
  manager="$(systemctl show --property=MainPID --value "user@${ALICE}.service")"
  expect_match 'what a client sees' "$(client alice)" \
    "^The kernel names PID=${manager} UID=${ALICE} GID=${ALICE}"
}

# A user can give the socket to nobody but himself.
fact_SocketUserCanOnlyBeOneself() {
  drop_in uds-demo.socket '[Socket]' SocketUser=alice SocketGroup=alice
  alice systemctl --user start uds-demo.socket
  expect 'the owner' "$(stat --format='%U %G' "${SOCKET}")" 'alice alice'
  alice systemctl --user stop uds-demo.socket
  drop_in uds-demo.socket SocketUser=nobody
  refused alice systemctl --user start uds-demo.socket
  [[ ! -e "${SOCKET}" ]] || fail 'the file is there'
}

# The kernel kills the service at each call that could open a file here too.
fact_FilterKillsWhoOpensAFile() {
  cp "${UNITS}/uds-demo.service" "${UNITS}/opener@.service"
  alice install /lab/bin/opener /home/alice/.local/libexec/opener
  drop_in opener@.service '[Service]' Type=oneshot Restart=no ExecStart= \
    'ExecStart=%h/.local/libexec/opener %i'
  alice systemctl --user start opener@getpid.service
  local call
  for call in $(/lab/bin/opener --list); do
    refused alice systemctl --user start "opener@${call}.service"
    expect "the end by ${call}" \
      "$(property "opener@${call}.service" ExecMainCode) $(
        property "opener@${call}.service" ExecMainStatus)" '2 31' # SIGSYS
  done
}

# What the service for the system needs, a user's manager cannot give: an older
# systemd fails at the step USER or CAPABILITIES, a newer one at once.
fact_ServiceForTheSystemDoesNotStartHere() {
  alice install -m 644 systemd_units/system/uds-demo.service "${UNITS}"
  drop_in uds-demo.service '[Service]' ExecStart= \
    ExecStart=%h/.local/libexec/uds-demo-server Restart=no
  refused alice systemctl --user start uds-demo.service
  expect_match 'the journal' "$(journal "_UID=${ALICE}")" \
    'status=21(7/USER|8/CAPABILITIES)|DynamicUser= .*not supported'
}

# The README's commands for removal leave nothing of it.
fact_ReadmeRemovesWhatItInstalled() {
  alice systemctl --user start uds-demo.socket
  expect_served readme 'user: ask' as alice
  readme 'user: remove' as alice
  expect 'what is left' \
    "$(find "${SOCKET%/*}" /etc /home /root /usr/local /var -maxdepth 5 \
      -name '*uds-demo*' ! -path '/run/systemd/*')" ''
  expect 'the socket unit' "$(property uds-demo.socket LoadState)" not-found
}

judge_facts
