"""The rule sets that a Bazel without a network still asks for.

Debian's Bazel brings bazel_tools, but bazel_tools itself loads names from
rules_cc, rules_java and others, which a networked Bazel would download. Here
they come from Debian's packages or, where Debian's do not load with its own
Bazel (rules_cc) or do not exist (rules_shell), from a repository of a few
lines that hands on the native rules.
"""

_DEBIAN_RULES = "/usr/share/bazel/rules/"
_DEBIAN_TOOLS = "/usr/share/bazel/tools/"

# bazel_tools loads all of these from rules_cc; the labs use the first three.
_NATIVE_CC_RULES = [
    "cc_binary",
    "cc_library",
    "cc_test",
    "cc_import",
    "cc_proto_library",
    "cc_toolchain",
    "cc_toolchain_suite",
    "objc_library",
]

def _native_rules_repository_impl(repository_ctx):
    repository_ctx.file("WORKSPACE", "")
    for path, rules in repository_ctx.attr.files.items():
        folder = path.rpartition("/")[0]
        repository_ctx.file(folder + "/BUILD.bazel", "")
        lines = ["{0} = native.{0}".format(rule) for rule in rules]
        repository_ctx.file(path, "\n".join(lines) + "\n")

_native_rules_repository = repository_rule(
    implementation = _native_rules_repository_impl,
    attrs = {
        "files": attr.string_list_dict(
            doc = "path of a .bzl file -> the native rules that it hands on",
        ),
    },
)

def _no_coverage_tools_impl(repository_ctx):
    repository_ctx.file("WORKSPACE", "")
    repository_ctx.file(
        "BUILD.bazel",
        """filegroup(
    name = "coverage_report_generator",
    visibility = ["//visibility:public"],
)
""",
    )

# Every test target refers to this repository, also when no coverage is asked
# for; without it each would try a download.
_no_coverage_tools = repository_rule(implementation = _no_coverage_tools_impl)

# buildifier: disable=unnamed-macro
def debian_bazel_rules():
    """Declares what bazel_tools and our BUILD files load, from this machine."""
    _native_rules_repository(
        name = "rules_cc",
        files = {"cc/defs.bzl": _NATIVE_CC_RULES},
    )
    _native_rules_repository(
        name = "rules_shell",
        files = {
            "shell/sh_%s.bzl" % kind: ["sh_" + kind]
            for kind in ["binary", "library", "test"]
        },
    )
    _no_coverage_tools(name = "remote_coverage_tools")
    native.local_repository(name = "rules_java", path = _DEBIAN_RULES + "java")
    native.local_repository(name = "rules_proto", path = _DEBIAN_RULES + "proto")
    native.local_repository(name = "bazel_skylib", path = _DEBIAN_TOOLS + "skylib")
    native.local_repository(name = "platforms", path = _DEBIAN_TOOLS + "platforms")
