"""How programs are linked whose whole life is traced."""

# A dynamic program has opened files before its main: its interpreter looks for
# ld.so.cache and for each library. A fully static one has not.
FULLY_STATIC = select({
    "//:dynamic": [],
    "//conditions:default": ["-static"],
})
