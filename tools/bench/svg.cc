#include "tools/bench/svg.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "tools/bench/figure_text.h"
#include "tools/bench/statistics.h"

namespace tools {
namespace {

// Of user units, which are pixels as long as nobody scales.
constexpr double kWidth = 720;
constexpr double kLeft = 110;  // where bars begin
constexpr double kLongest = 470;
constexpr double kRowHeight = 26;
constexpr double kBarHeight = 16;
constexpr double kPanelHeading = 34;
constexpr double kTop = 46;
constexpr double kBottom = 34;

constexpr std::string_view kStyle = R"(  <style>
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .title { font-size: 16px; font-weight: 600; }
    .panel { font-weight: 600; }
    .note { font-size: 12px; fill: #59636e; }
    .page { fill: #ffffff; }
    .bar { fill: #8c959f; }
    .ours { fill: #1f883d; }
    .floor { fill: #afb8c1; }
    .whisker { stroke: #1f2328; stroke-width: 1.5; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .note { fill: #9198a1; }
      .page { fill: #0d1117; }
      .bar { fill: #6e7681; }
      .ours { fill: #3fb950; }
      .floor { fill: #484f58; }
      .whisker { stroke: #e6edf3; }
    }
  </style>
)";

std::string Escaped(std::string_view text) {
  return absl::StrReplaceAll(
      absl::string_view(text.data(), text.size()),
      {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

std::string Text(double x, double y, std::string_view style,
                 std::string_view text, std::string_view more = "") {
  return absl::StrFormat(
      "  <text x=\"%.1f\" y=\"%.1f\" class=\"%s\"%s>%s</text>\n", x, y,
      std::string(style), std::string(more), Escaped(text));
}

struct BarRow {
  std::string server;
  Spread cpu;
};

struct Panel {
  std::string title;
  std::vector<BarRow> rows;
  double longest = 0;
};

Panel PanelOf(const WorkResult& work) {
  Panel panel = {.title = work.work.title, .rows = {}};
  for (const ServerResult& server : work.servers) {
    const Spread cpu = SpreadOf(SeriesOf(server, &Figures::cpu_us));
    if (cpu.rounds == 0) continue;
    panel.rows.push_back({server.server, cpu});
    panel.longest = std::max(panel.longest, cpu.most);
  }
  return panel;
}

std::string ClassOf(const std::string& server) {
  if (server.rfind("ours", 0) == 0) return "ours";
  return server == "floor" ? "floor" : "bar";
}

std::string Whisker(double from, double to, double y) {
  std::string path =
      absl::StrFormat("M%.1f %.1fV%.1fM%.1f %.1fH%.1fM%.1f %.1fV%.1f", from,
                      y - 4, y + 4, from, y, to, to, y - 4, y + 4);
  return "  <path class=\"whisker\" fill=\"none\" d=\"" + path + "\"/>\n";
}

std::string DrawRow(const BarRow& row, double longest, double top) {
  const auto at = [&](double value) {
    return kLeft + (longest > 0 ? value / longest * kLongest : 0);
  };
  const double middle = top + kRowHeight / 2;
  return Text(kLeft - 8, middle + 4.5, "name", row.server,
              " text-anchor=\"end\"") +
         absl::StrFormat(
             "  <rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
             "class=\"%s\"/>\n",
             kLeft, middle - kBarHeight / 2, at(row.cpu.median) - kLeft,
             kBarHeight, ClassOf(row.server)) +
         Whisker(at(row.cpu.least), at(row.cpu.most), middle) +
         Text(at(row.cpu.most) + 8, middle + 4.5, "value",
              ShowMicroseconds(row.cpu.median));
}

double HeightOf(const Panel& panel) {
  return kPanelHeading + kRowHeight * static_cast<double>(panel.rows.size());
}

std::string DrawPanel(const Panel& panel, double top) {
  std::string svg = Text(16, top + 22, "panel", panel.title);
  double y = top + kPanelHeading;
  for (const BarRow& row : panel.rows) {
    svg += DrawRow(row, panel.longest, y);
    y += kRowHeight;
  }
  return svg;
}

// For whoever cannot see it.
std::string Description(const std::vector<Panel>& panels) {
  std::vector<std::string> sentences;
  for (const Panel& panel : panels) {
    std::vector<std::string> values;
    for (const BarRow& row : panel.rows) {
      values.push_back(row.server + " " + ShowMicroseconds(row.cpu.median));
    }
    sentences.push_back(panel.title + ": " + absl::StrJoin(values, ", ") + ".");
  }
  return absl::StrJoin(sentences, " ");
}

}  // namespace

std::string Svg(const Results& results) {
  std::vector<Panel> panels;
  double height = kTop + kBottom;
  for (const std::string_view name : {"http-32", "echo-64-32"}) {
    const WorkResult* const work = results.Find(name);
    if (work == nullptr) continue;
    panels.push_back(PanelOf(*work));
    height += HeightOf(panels.back());
  }
  constexpr std::string_view kTitle =
      "CPU time of the server per request: less is better";
  std::string svg = absl::StrFormat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" "
      "width=\"%.0f\" height=\"%.0f\" role=\"img\" aria-labelledby=\"title "
      "desc\">\n"
      "  <title id=\"title\">%s</title>\n  <desc id=\"desc\">%s</desc>\n",
      kWidth, height, kWidth, height, std::string(kTitle),
      Escaped(Description(panels)));
  svg += std::string(kStyle);
  svg += absl::StrFormat(
      "  <rect class=\"page\" width=\"%.0f\" height=\"%.0f\" rx=\"6\"/>\n",
      kWidth, height);
  svg += Text(16, 30, "title", kTitle);
  double top = kTop;
  for (const Panel& panel : panels) {
    svg += DrawPanel(panel, top);
    top += HeightOf(panel);
  }
  svg += Text(16, height - 14, "note",
              absl::StrFormat("%s; median, least and most of %d rounds",
                              results.machine, results.rounds));
  return svg + "</svg>\n";
}

}  // namespace tools
