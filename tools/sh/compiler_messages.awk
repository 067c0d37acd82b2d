# Reads what `bazel build` printed. The first line that it prints is the number
# of errors; what follows are the compiler's and the linker's own messages:
# FILE:LINE:COLUMN, the source line, the caret. Nothing of Bazel.
#
#   awk -v colour=1 -v most=60 -f compiler_messages.awk OUTPUT
#
# Of more than `most` lines the first ones; 0 means all.

# Bazel's own. "INFO: From Compiling FILE:" stands above the warnings of a file
# that compiled.
/^(ERROR|WARNING|INFO|DEBUG|FAILED|Loading|Analyzing|Computing main repo mapping):/ { next }
/^Target .* failed to build$/ { next }
/^Use --(sandbox_debug|verbose_failures) / { next }
/^\[[0-9,]+ \/ [0-9,]+\]/ { next }
/^(Starting local Bazel server|Another command .* is running)/ { next }
/^[ \t]*$/ { next }
# The driver has nothing to say that was not said before it.
/^(collect2|clang(\+\+)?|cc1plus): / { next }

{
  # The linker names our objects, and types as nobody writes them.
  sub(/^bazel-out\/[^ :]*\/_objs\/[^ :]*:/, "")
  gsub(/std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> *>/, "std::string")
  gsub(/absl::(debian|lts_)[0-9]+::/, "absl::")
  if (/: (fatal )?error: |: undefined reference to |: multiple definition of /) errors++
  if (most && ++lines > most) next
  text = text (colour ? painted($0) : $0) "\n"
}

END {
  print errors + 0
  printf "%s", text
  if (most && lines > most) printf "[... %d more lines]\n", lines - most
}

function painted(line) {
  sub(/^[^ :]+:[0-9]+:([0-9]+:)?/, "\033[1m&\033[0m", line)
  sub(/(fatal )?error:/, "\033[1;31m&\033[0m", line)
  sub(/warning:/, "\033[1;33m&\033[0m", line)
  return line
}
