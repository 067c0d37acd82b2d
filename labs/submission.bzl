"""Somebody's answer to a lab's exercise, built beside ours."""

load("@rules_cc//cc:defs.bzl", "cc_binary")
load("//common:link.bzl", "FULLY_STATIC")

def uds_submission(lab, src, copts = []):
    """A learner's file, and what is given with it.

    ./lab grade makes one package for each, in a folder that git ignores.

    Args:
      lab: the folder of the lab, as "01_echo".
      src: the file, named as the one that it stands for.
      copts: what bounds its compiler.
    """
    cc_binary(
        name = "server",
        srcs = [src],
        copts = copts,
        linkopts = FULLY_STATIC,
        linkstatic = True,
        # It may not compile, and `bazel test //...` is not about it.
        tags = ["manual"],
        deps = ["//labs/%s/exercise:given" % lab],
    )
