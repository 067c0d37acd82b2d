// Colours for a person's terminal, and its width.
//
//   std::printf("%s\n", Paint(Colour::kGreen, "passed").c_str());
//
// Not for what another program reads: that has none.
#ifndef TOOLS_CHECK_PAINT_H_
#define TOOLS_CHECK_PAINT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace tools {

enum class Colour { kBold = 1, kDim = 2, kRed = 31, kGreen = 32, kYellow = 33 };

// Whether stdout is a terminal.
bool OnTerminal();

// `text` in that colour where stdout is a terminal and NO_COLOR is not set
// (https://no-color.org), else as it is.
std::string Paint(Colour colour, std::string_view text);

// Columns of the terminal, from 60 to 110; 100 where stdout is none.
size_t ScreenWidth();

}  // namespace tools

#endif  // TOOLS_CHECK_PAINT_H_
