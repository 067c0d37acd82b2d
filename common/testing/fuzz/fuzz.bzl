"""One macro for each set of properties that hold for any bytes."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_test")

def uds_fuzz(name, corpus, deps, max_len = 1000, visibility = None):
    """The fuzzer of X_fuzz.cc, and the test that runs it without clang.

    X_fuzz.cc defines LLVMFuzzerTestOneInput, which ends the program where a
    property does not hold: see property.h. `./lab fuzz X` builds :X_fuzzer by
    --config=fuzz and lets it run; :X_fuzz_test is one of the ordinary tests,
    and gives the same function the seeds, their beginnings and damage to them.

    Args:
      name: of the source without its end, as "http_session_fuzz".
      corpus: the seeds, files of which each is one input.
      deps: what X_fuzz.cc needs.
      max_len: the most bytes of an input that the fuzzer makes up.
      visibility: of the test.
    """
    source = name + ".cc"
    all_deps = deps + ["//common/testing/fuzz:property"]
    cc_binary(
        name = name + "er",
        testonly = True,
        srcs = [source],
        data = corpus,
        linkopts = ["-fsanitize=fuzzer"],
        # Where ./lab fuzz finds it, and this number.
        tags = [
            "manual",
            "uds_fuzzer",
            "max_len=%d" % max_len,
        ],
        deps = all_deps,
    )
    cc_test(
        name = name + "_test",
        size = "small",
        srcs = [source],
        args = ["$(rootpath %s)" % seed for seed in corpus],
        data = corpus,
        visibility = visibility,
        deps = all_deps + ["//common/testing/fuzz:corpus_main"],
    )
