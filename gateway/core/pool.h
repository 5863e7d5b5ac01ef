// Fixed pools of reusable objects and the leases through which stages share them without copying.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace cw {

template <typename T>
class Pool;

namespace pool_detail {
template <typename T>
struct Slot {
  T value{};
  std::atomic<uint32_t> references{0};
};
}  // namespace pool_detail

/// Shared hold on a pooled object; the last one to go gives the object back. Copy and drop on any thread. The holder of the only
/// lease may write; once shared the object is read-only.
template <typename T>
class Lease {
 public:
  Lease() = default;
  Lease(const Lease& other) : slot_(other.slot_) {
    if (slot_ != nullptr) slot_->references.fetch_add(1, std::memory_order_relaxed);  // we hold one already: no order needed
  }
  Lease(Lease&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}
  Lease& operator=(Lease other) noexcept {
    std::swap(slot_, other.slot_);
    return *this;
  }
  ~Lease() {
    // release: our use happened before; acquire side is Pool::try_lease, which reuses the object.
    if (slot_ != nullptr) slot_->references.fetch_sub(1, std::memory_order_release);
  }

  explicit operator bool() const { return slot_ != nullptr; }
  T& operator*() const { return slot_->value; }
  T* operator->() const { return &slot_->value; }
  void reset() { *this = Lease{}; }

 private:
  friend class Pool<T>;
  explicit Lease(pool_detail::Slot<T>* slot) : slot_(slot) {}
  pool_detail::Slot<T>* slot_ = nullptr;
};

/// Objects made once, at start. One thread leases; any thread may drop leases. The pool must outlive its leases: the pipeline keeps
/// pools until every stage has stopped.
template <typename T>
class Pool {
 public:
  explicit Pool(size_t size) : slots_(std::make_unique<pool_detail::Slot<T>[]>(size)), size_(size) {}

  [[nodiscard]] size_t size() const { return size_; }
  /// To prepare every object before the start.
  template <typename F>
  void for_each(F&& prepare) {
    for (size_t i = 0; i < size_; ++i) prepare(slots_[i].value);
  }

  /// Empty lease when all are out: the caller counts the drop. One thread.
  [[nodiscard]] Lease<T> try_lease() {
    for (size_t tried = 0; tried < size_; ++tried) {
      auto& slot = slots_[next_];
      next_ = next_ + 1 == size_ ? 0 : next_ + 1;
      if (slot.references.load(std::memory_order_acquire) == 0) {  // pairs with the release in ~Lease
        slot.references.store(1, std::memory_order_relaxed);       // nobody else can see the object yet
        return Lease<T>(&slot);
      }
    }
    return {};
  }

  /// Objects that are out at this moment; any thread.
  [[nodiscard]] size_t leased() const {
    size_t count = 0;
    for (size_t i = 0; i < size_; ++i) count += slots_[i].references.load(std::memory_order_relaxed) != 0 ? 1U : 0U;
    return count;
  }

 private:
  std::unique_ptr<pool_detail::Slot<T>[]> slots_;
  size_t size_;
  size_t next_ = 0;
};

}  // namespace cw
