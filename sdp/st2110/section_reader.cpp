#include "sdp/st2110/section_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "sdp/grammar/words.h"

namespace cw::sdp {

std::vector<const Attribute*> SectionReader::all(std::string_view name) const {
  std::vector<const Attribute*> found;
  for (const Attribute& attribute : section_.attributes) {
    if (equal_but_for_case(attribute.name, name)) found.push_back(&attribute);
  }
  return found;
}

bool SectionReader::has(std::string_view name) const {
  return std::ranges::any_of(section_.attributes,
                             [&](const Attribute& attribute) { return equal_but_for_case(attribute.name, name); });
}

bool SectionReader::take(const Attribute& attribute, std::string_view name) {
  const auto index = static_cast<size_t>(&attribute - section_.attributes.data());
  if (taken_[index]) return false;
  taken_[index] = true;
  if (attribute.name != name) {
    warnings_.add({attribute.line, fmt::format("a={}", attribute.name), "RFC 8866 5.13"},
                  fmt::format("is read as a={}", name),
                  fmt::format("write a={}; names of attributes are in lower case", name));
  }
  return true;
}

const Attribute* SectionReader::take_one(std::string_view name) {
  const Attribute* first = nullptr;
  for (const Attribute* attribute : all(name)) {
    const bool is_new = take(*attribute, name);
    if (first == nullptr) {
      first = attribute;
    } else if (is_new) {
      warnings_.add({attribute->line, fmt::format("a={}", name), "RFC 8866 6"}, "occurs twice; the first counts",
                    "write it once in a section");
    }
  }
  return first;
}

std::vector<Attribute> SectionReader::others() const {
  std::vector<Attribute> others;
  for (size_t i = 0; i < taken_.size(); ++i) {
    if (!taken_[i]) others.push_back(section_.attributes[i]);
  }
  return others;
}

}  // namespace cw::sdp
