#include "nmos/discovery/avahi_advert.h"

#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-common/strlst.h>

#include <utility>

#include "gateway/core/log.h"

namespace cw::nmos {
namespace {

AvahiStringList* to_list(const TxtRecord& txt) {
  AvahiStringList* list = nullptr;
  for (const auto& [key, value] : txt) list = avahi_string_list_add_pair(list, key.c_str(), value.c_str());
  return list;
}

std::string alternative_to(const std::string& name) {
  char* text = avahi_alternative_service_name(name.c_str());
  std::string alternative = text;
  avahi_free(text);
  return alternative;
}

}  // namespace

AvahiAdvert::AvahiAdvert(AvahiClient* client) : group_(avahi_entry_group_new(client, &AvahiAdvert::on_state, this)) {}

AvahiAdvert::~AvahiAdvert() {
  if (group_ != nullptr) avahi_entry_group_free(group_);
}

void AvahiAdvert::on_state(AvahiEntryGroup*, AvahiEntryGroupState state, void* self) {
  if (state == AVAHI_ENTRY_GROUP_COLLISION) static_cast<AvahiAdvert*>(self)->collided_ = true;
}

void AvahiAdvert::show(const std::optional<NodeAdvert>& advert) {
  if (group_ == nullptr || (shown_ == advert && !collided_)) return;
  if (!advert) return withdraw();
  const bool anew = !shown_ || shown_->name != advert->name || shown_->port != advert->port || collided_;
  if (!shown_ || shown_->name != advert->name) name_ = advert->name;
  if (anew) withdraw();
  if (std::exchange(collided_, false)) name_ = alternative_to(name_);
  const int error = publish(*advert, anew);
  collided_ = error == AVAHI_ERR_COLLISION;
  if (error != 0 && !collided_)
    log_warning("nmos", "mDNS refuses the node's advertisement", {{"error", avahi_strerror(error)}});
  // Refused once is refused again: it is tried anew when it changes.
  shown_ = advert;
}

int AvahiAdvert::publish(const NodeAdvert& advert, bool anew) {
  AvahiStringList* txt = to_list(advert.txt);
  const std::string type(kNodeService);
  int error = 0;
  if (anew) {
    error = avahi_entry_group_add_service_strlst(group_, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, AvahiPublishFlags{},
                                                 name_.c_str(), type.c_str(), nullptr, nullptr, advert.port, txt);
    if (error == 0) error = avahi_entry_group_commit(group_);
  } else {
    error = avahi_entry_group_update_service_txt_strlst(group_, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC,
                                                        AvahiPublishFlags{}, name_.c_str(), type.c_str(), nullptr, txt);
  }
  avahi_string_list_free(txt);
  return error;
}

void AvahiAdvert::withdraw() {
  avahi_entry_group_reset(group_);
  shown_.reset();
}

}  // namespace cw::nmos
