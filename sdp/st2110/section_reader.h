// The attributes of one section while they are read: each reader takes those it understands, what is left over is kept as it is.
// Private to sdp.
#pragma once

#include <string_view>
#include <vector>

#include "sdp/grammar/session_description.h"
#include "sdp/grammar/warning.h"

namespace cw::sdp {

class SectionReader {
 public:
  /// Both outlive this.
  SectionReader(const Section& section, Warnings& warnings)
      : section_(section), warnings_(warnings), taken_(section.attributes.size(), false) {}

  /// All attributes of that name, however capitalised, in their order.
  [[nodiscard]] std::vector<const Attribute*> all(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  /// This one is understood, as `name`. True the first time.
  bool take(const Attribute& attribute, std::string_view name);
  /// The first of that name; further ones are dropped, with a warning. nullptr when there is none.
  const Attribute* take_one(std::string_view name);

  [[nodiscard]] std::vector<Attribute> others() const;
  [[nodiscard]] const Section& section() const { return section_; }
  [[nodiscard]] Warnings& warnings() const { return warnings_; }

 private:
  const Section& section_;
  Warnings& warnings_;
  std::vector<bool> taken_;
};

}  // namespace cw::sdp
