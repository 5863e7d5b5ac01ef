// What is known of the network's services at this moment. Discovery fills it in, registration and the System API client read it.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "nmos/discovery/service.h"

namespace cw::nmos {

/// Any thread.
class Directory {
 public:
  virtual ~Directory() = default;
  /// Of that type, as they are known now.
  [[nodiscard]] virtual std::vector<Service> services(std::string_view type) const = 0;
  /// Everything known has failed: look again, soon.
  virtual void look_again() {}
};

/// How a service was found.
enum class Origin : uint8_t { kUnicast, kMulticast };

/// The directory that both ways of discovery write into. Once unicast DNS has an answer for a type, what multicast finds of it does not
/// count (IS-04 Discovery, "Unicast vs. Multicast DNS-SD"): where a facility's DNS names its registries, no other joins in by itself.
class ServiceTable final : public Directory {
 public:
  /// Called after each change and each look_again(), on the thread that made it; set before anything else happens.
  void on_change(std::function<void()> changed) { changed_ = std::move(changed); }
  void on_look_again(std::function<void()> asked) { look_again_ = std::move(asked); }

  /// All services of that type that are known by that way from now on.
  void replace(Origin origin, std::string_view type, std::vector<Service> services);

  [[nodiscard]] std::vector<Service> services(std::string_view type) const override;
  void look_again() override;

 private:
  using Found = std::map<Origin, std::vector<Service>>;
  mutable std::mutex mutex_;
  std::map<std::string, Found, std::less<>> found_;
  std::function<void()> changed_;
  std::function<void()> look_again_;
};

}  // namespace cw::nmos
