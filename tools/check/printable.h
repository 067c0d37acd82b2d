// Text of programs that are judged, made fit for a terminal and for JSON: they
// may print what they like, as much as they like.
//
//   std::string shown = Shortened(Printable(child.output()), 16 * 1024);
//   for (const std::string& line : Wrapped(sentence, 80)) std::puts(...);
//
// Not for log files, where each text has to stay on its line: see
// common/os/log_text.h.
#ifndef TOOLS_CHECK_PRINTABLE_H_
#define TOOLS_CHECK_PRINTABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tools {

// `text` as UTF-8 that moves no cursor and sets no colour: bytes that are no
// UTF-8, and control characters but for the newline, stand as "\x1b"; a tab is
// a space. `escape` is what stands for the "\x", as where the text is JSON.
std::string Printable(std::string_view text, std::string_view escape = "\\x");

// At most about `bytes` of `text`, its beginning and its end, where it is
// longer; what lies between is counted. No line of it is longer than 1000
// bytes.
std::string Shortened(std::string_view text, size_t bytes);

// One line of text as lines of at most `width` columns, broken at spaces where
// there are any; each but the first begins with `indent` spaces.
std::vector<std::string> Wrapped(std::string_view line, size_t width,
                                 size_t indent = 0);

// Columns on a terminal, where each character takes one.
size_t Columns(std::string_view text);

}  // namespace tools

#endif  // TOOLS_CHECK_PRINTABLE_H_
