#include "common/testing/fuzz/property.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace uds_testing {

void Require(bool holds, std::string_view property, std::string_view text) {
  if (holds) return;
  std::cerr << "does not hold: " << property << "\nfor: " << Escaped(text)
            << std::endl;
  std::abort();
}

bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= ' ' && c <= '~'; });
}

std::string Escaped(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string escaped;
  for (const char c : text) {
    if (IsPrintable({&c, 1}) && c != '\\') {
      escaped.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      escaped.append("\\x").append({kHex[byte >> 4], kHex[byte & 0xf]});
    }
  }
  return escaped;
}

std::string_view AsText(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

std::vector<std::string_view> Pieces(std::string_view bytes) {
  std::vector<std::string_view> pieces;
  uint32_t state = static_cast<uint32_t>(bytes.size());
  while (!bytes.empty()) {
    state = state * 1664525 + 1013904223;  // a linear congruential generator
    const size_t size = std::min<size_t>(bytes.size(), 1 + (state >> 27));
    pieces.push_back(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  return pieces;
}

std::vector<std::string_view> SingleBytes(std::string_view bytes) {
  std::vector<std::string_view> pieces;
  for (size_t i = 0; i < bytes.size(); ++i) {
    pieces.push_back(bytes.substr(i, 1));
  }
  return pieces;
}

}  // namespace uds_testing
