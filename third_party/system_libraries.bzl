"""Outside libraries of this machine, found by pkg-config, under registry labels.

`@abseil-cpp//absl/status` means the same in both modes: here a library whose
flags pkg-config tells, in MODULE.bazel mode the registry's. A new library is
one line in system_libraries() below, one in MODULE.bazel, and its package in
tools/sh/packages.sh.
"""

_LIBRARY = """
cc_library(
    name = "{name}",
    includes = {includes},
    linkopts = {linkopts},
    visibility = ["//visibility:public"],
)
"""

def _pkg_config(repository_ctx, flags, modules):
    if not modules:
        return []
    command = ["pkg-config"] + flags + modules
    result = repository_ctx.execute(command)
    if result.return_code != 0:
        fail("\n".join([
            "%s failed: %s" % (" ".join(command), result.stderr.strip()),
            "Run ./lab doctor: it names what is missing and how to install it.",
        ]))
    return [word for word in result.stdout.strip().split(" ") if word]

def _system_library_impl(repository_ctx):
    repository_ctx.file("WORKSPACE", "")
    packages = {}
    for label, modules in repository_ctx.attr.libraries.items():
        package, _, name = label.rpartition(":")
        folder = package + "/" if package else ""

        # Directories outside the compiler's own, as Nix has them, are reached
        # through a link, since `includes` takes none from outside.
        includes = []
        for flag in _pkg_config(repository_ctx, ["--cflags-only-I"], modules):
            link = "include_%s_%d" % (name, len(includes))
            repository_ctx.symlink(flag[len("-I"):], folder + link)
            includes.append(link)
        packages.setdefault(folder + "BUILD.bazel", []).append(_LIBRARY.format(
            name = name,
            includes = includes,
            linkopts = _pkg_config(repository_ctx, ["--static", "--libs"], modules),
        ))
    load_line = "load(\"@rules_cc//cc:defs.bzl\", \"cc_library\")\n"
    for path, libraries in packages.items():
        repository_ctx.file(path, load_line + "".join(libraries))

_system_library = repository_rule(
    implementation = _system_library_impl,
    attrs = {
        "libraries": attr.string_list_dict(
            doc = "'package:target' -> the pkg-config modules behind it; none " +
                  "for headers that the compiler finds by itself",
        ),
    },
    environ = ["PKG_CONFIG_PATH"],
    local = True,
)

def _absl(targets):
    libraries = {}
    for label, module in targets.items():
        libraries["absl/" + label] = ["absl_" + module]
    return libraries

def system_libraries():
    """Declares each outside library that the labs use."""
    _system_library(
        name = "abseil-cpp",
        libraries = _absl({
            "cleanup:cleanup": "cleanup",
            "flags:flag": "flags",
            "flags:marshalling": "flags_marshalling",
            "flags:parse": "flags_parse",
            "flags:usage": "flags_usage",
            "status:status": "status",
            "status:statusor": "statusor",
            "strings:str_format": "str_format",
            "strings:strings": "strings",
            "time:time": "time",
            "types:span": "span",
        }),
    )

    # Headers alone, which bring no file for pkg-config.
    _system_library(
        name = "boost.beast",
        libraries = {":boost.beast": []},
    )
    _system_library(
        name = "googletest",
        libraries = {
            ":gtest": ["gmock", "gtest"],
            ":gtest_main": ["gmock_main", "gmock", "gtest"],
        },
    )
    _system_library(
        name = "nlohmann_json",
        libraries = {":json": ["nlohmann_json"]},
    )
