#include "common/testing/strace/trace.h"

#include <algorithm>

#include "common/testing/strace/parser.h"

namespace uds_testing {

absl::StatusOr<Trace> Trace::Parse(std::string_view text) {
  TraceParser parser;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const absl::Status status = parser.AddLine(text.substr(0, end));
    if (!status.ok()) return status;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  parser.Finish();
  return parser.trace();
}

Trace Trace::Slice(size_t first_line, size_t end_line) const {
  const auto outside = [&](size_t line) {
    return line < first_line || line >= end_line;
  };
  Trace slice = *this;
  std::erase_if(slice.calls_, [&](const SystemCall& call) {
    return outside(call.first_line);
  });
  std::erase_if(slice.signals_, [&](const SignalDelivery& signal) {
    return outside(signal.line);
  });
  std::erase_if(slice.exits_,
                [&](const ThreadExit& exit) { return outside(exit.line); });
  return slice;
}

std::string Trace::Excerpt(size_t line, size_t around) const {
  if (line >= lines_.size()) return "";
  const size_t begin = line - std::min(line, around);
  const size_t end = line + std::min(around, lines_.size() - 1 - line);
  std::string excerpt;
  for (size_t i = begin; i <= end; ++i) {
    excerpt.append(i == line ? "  > " : "    ").append(lines_[i]).append("\n");
  }
  return excerpt;
}

std::ostream& operator<<(std::ostream& out, const Trace& trace) {
  return out << "a trace of " << trace.lines().size() << " lines with "
             << trace.calls().size() << " system calls";
}

}  // namespace uds_testing
