"""One macro for each part of a lab, so that every lab has the same targets."""

load("@bazel_skylib//rules:write_file.bzl", "write_file")
load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")
load("@rules_shell//shell:sh_test.bzl", "sh_test")
load("//common:link.bzl", "FULLY_STATIC")

def uds_lab(
        name,
        server_deps,
        client_deps,
        contract_deps,
        client_args,
        server_calls,
        client_calls,
        activated = False,
        other_tests = []):
    """A lab: its reference server and client, its contract, its README's truth.

    Args:
      name: of the suite of the lab's own tests, as "echo".
      server_deps: what server.cc needs.
      client_deps: what client.cc needs.
      contract_deps: what contract_test.cc needs beyond the contract library.
      client_args: arguments of the client in the demonstration of `./lab run`.
      server_calls: the system calls of the server that carry the lesson, which
        the demonstration shows.
      client_calls: those of the client.
      activated: the server does not bind, but is activated by a socket. See
        common/testing/contract/subject.h.
      other_tests: what else belongs to the suite.
    """
    for program, deps in [("server", server_deps), ("client", client_deps)]:
        cc_binary(
            name = program,
            srcs = [program + ".cc"],
            linkopts = FULLY_STATIC,
            linkstatic = True,
            visibility = [
                "//labs:__subpackages__",
                "//tests:__subpackages__",
                "//tools:__subpackages__",
            ],
            deps = deps,
        )

    # Programs that are not fully static have opened files before their main.
    contract_flags = select({
        "//:dynamic": ["--nowhole_life"],
        "//conditions:default": [],
    })

    judged_as = (["--activated"] if activated else []) + contract_flags

    # Any program can be judged by this contract:
    # bazel test :contract_test --test_arg=--server="python3 /path/server.py"
    cc_test(
        name = "contract_test",
        srcs = ["contract_test.cc"],
        args = [
            "--server=$(location :server)",
            "--client=$(location :client)",
        ] + judged_as,
        data = [
            ":client",
            ":server",
        ],
        visibility = [
            "//labs:__subpackages__",
            "//tests:__subpackages__",
        ],
        deps = ["//common/testing/contract"] + contract_deps,
    )

    # What tools/run shows of this lab.
    write_file(
        name = "demonstration",
        out = "demonstration.json",
        content = [json.encode({
            "activated": activated,
            "client_args": client_args,
            "client_calls": client_calls,
            "server_calls": server_calls,
        }), ""],
        visibility = ["//tests:__subpackages__"],
    )

    native.exports_files(
        ["README.md"],
        visibility = ["//tests:__subpackages__"],
    )

    # What the README shows of `./lab run` is what it prints.
    sh_test(
        name = "readme_test",
        size = "small",
        srcs = ["//tools/run:readme_test.sh"],
        args = [
            "$(location //tools/run)",
            native.package_name(),
        ] + contract_flags,
        data = [
            "README.md",
            ":client",
            ":contract_test",
            ":demonstration.json",
            ":server",
            "//tools/run",
        ],
    )

    native.test_suite(
        name = name,
        tests = [
            ":contract_test",
            ":readme_test",
        ] + other_tests,
    )

def uds_exercise(name, edit, steps, srcs, deps):
    """A lab's exercise: the learner's program, and ours after each step.

    Args:
      name: "exercise".
      edit: the file that a learner edits. solution/ has the same file with all
        answers, each marked with the number of its step: see labs/exercise.awk.
      steps: how many there are, as in steps.json.
      srcs: what is given.
      deps: what all of it needs.
    """

    # What is given, for the learner's file and for ours. The main function is in
    # it, which nobody but the linker asks for.
    cc_library(
        name = "given",
        srcs = [file for file in srcs if not file.endswith(".h")],
        hdrs = [file for file in srcs if file.endswith(".h")],
        alwayslink = True,
        linkstatic = True,
        visibility = ["//:__subpackages__"],
        deps = deps,
    )

    # What somebody is at work on may not compile, and must not break the build
    # of everything else.
    cc_binary(
        name = "server",
        srcs = [edit],
        linkopts = FULLY_STATIC,
        linkstatic = True,
        tags = ["manual"],
        visibility = ["//tests:__subpackages__"],
        deps = [":given"] + deps,
    )

    # The starter, and what it becomes.
    for done in range(steps + 1):
        folder = "after_%d" % done
        native.genrule(
            name = folder + "_source",
            srcs = ["solution/" + edit],
            outs = [folder + "/" + edit],
            cmd = "awk -v done=%d -f $(location //labs:exercise.awk) $< >$@" %
                  done,
            tools = ["//labs:exercise.awk"],
        )
        cc_binary(
            name = folder + "_server",
            testonly = True,
            srcs = [folder + "/" + edit],
            linkopts = FULLY_STATIC,
            linkstatic = True,
            visibility = ["//tests:__subpackages__"],
            deps = [":given"] + deps,
        )

    native.filegroup(
        name = "programs",
        testonly = True,
        srcs = [":after_%d_server" % done for done in range(steps + 1)],
        visibility = ["//tests:__subpackages__"],
    )

    # The file to edit is the starter, and compiles. Not for whoever has begun.
    sh_test(
        name = "starter_test",
        size = "small",
        srcs = ["//labs:starter_test.sh"],
        args = [
            "$(location %s)" % edit,
            "$(location after_0/%s)" % edit,
        ],
        data = [
            edit,
            ":after_0/" + edit,
            ":server",
        ],
        tags = ["manual"],
        visibility = ["//labs:__pkg__"],
    )

    native.exports_files(
        ["steps.json"],
        visibility = ["//tests:__subpackages__"],
    )

def uds_mistakes(name, deps, dynamic = False):
    """The wrong programs that a lab's contract must catch.

    What a learner is told about each is recorded in mistakes.txt.

    Args:
      name: "mistakes", of the program and its source.
      deps: what mistakes.cc needs beyond the library of that name.
      dynamic: one of them is wrong in that it is linked dynamically.
    """
    native.exports_files(
        [name + ".txt"],
        visibility = ["//tests:__subpackages__"],
    )
    variants = [(name, FULLY_STATIC)]
    if dynamic:
        variants.append((name + "_dynamic", []))
    for variant, linkopts in variants:
        cc_binary(
            name = variant,
            testonly = True,
            srcs = [name + ".cc"],
            linkopts = linkopts,
            linkstatic = True,
            visibility = ["//tests:__subpackages__"],
            deps = ["//common/testing/mistakes"] + deps,
        )
