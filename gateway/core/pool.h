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
struct Slot;

/// The objects of one pool; lives until the pool and its last lease are gone.
template <typename T>
struct Storage {
  explicit Storage(size_t count) : slots(std::make_unique<Slot<T>[]>(count)), size(count) {
    for (size_t i = 0; i < size; ++i) slots[i].storage = this;
  }
  /// The pool or an object that was out lets go.
  void let_go() {
    // acq_rel: the last one to go sees every use by the others before it frees the objects.
    if (holders.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }
  std::unique_ptr<Slot<T>[]> slots;
  size_t size;
  std::atomic<size_t> holders{1};  // the pool, and every object that is out
};

template <typename T>
struct Slot {
  T value{};
  std::atomic<uint32_t> references{0};
  Storage<T>* storage = nullptr;
};

}  // namespace pool_detail

/// Shared hold on a pooled object; the last one to go gives the object back. Copy and drop on any thread. The holder of the only
/// lease may write; once shared the object is read-only.
template <typename T>
class Lease {
 public:
  Lease() = default;
  Lease(const Lease& other) : slot_(other.slot_) {
    if (slot_ != nullptr)
      slot_->references.fetch_add(1, std::memory_order_relaxed);  // we hold one already: no order needed
  }
  Lease(Lease&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}
  Lease& operator=(Lease other) noexcept {
    std::swap(slot_, other.slot_);
    return *this;
  }
  ~Lease() {
    if (slot_ == nullptr) return;
    auto* storage = slot_->storage;
    // release: our use happened before; acquire side is Pool::try_lease, which reuses the object.
    if (slot_->references.fetch_sub(1, std::memory_order_release) == 1) storage->let_go();
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

/// Objects made once, at start. One thread leases; any thread may drop leases, also after the pool has gone.
template <typename T>
class Pool {
 public:
  explicit Pool(size_t size) : storage_(new pool_detail::Storage<T>(size)) {}  // lint: start-up
  ~Pool() {
    if (storage_ != nullptr) storage_->let_go();
  }
  Pool(Pool&& other) noexcept : storage_(std::exchange(other.storage_, nullptr)), next_(other.next_) {}
  Pool& operator=(Pool&& other) noexcept {
    std::swap(storage_, other.storage_);
    std::swap(next_, other.next_);
    return *this;
  }

  [[nodiscard]] size_t size() const { return storage_->size; }
  /// To prepare every object before the start.
  template <typename F>
  void for_each(F&& prepare) {
    for (size_t i = 0; i < size(); ++i) prepare(storage_->slots[i].value);
  }

  /// Empty lease when all are out: the caller counts the drop. One thread.
  [[nodiscard]] Lease<T> try_lease() {
    for (size_t tried = 0; tried < size(); ++tried) {
      auto& slot = storage_->slots[next_];
      next_ = next_ + 1 == size() ? 0 : next_ + 1;
      if (slot.references.load(std::memory_order_acquire) == 0) {   // pairs with the release in ~Lease
        slot.references.store(1, std::memory_order_relaxed);        // nobody else can see the object yet
        storage_->holders.fetch_add(1, std::memory_order_relaxed);  // the pool holds one already: no order needed
        return Lease<T>(&slot);
      }
    }
    return {};
  }

  /// Objects that are out at this moment; any thread.
  [[nodiscard]] size_t leased() const {
    size_t count = 0;
    for (size_t i = 0; i < size(); ++i) {
      count += storage_->slots[i].references.load(std::memory_order_relaxed) != 0 ? 1U : 0U;
    }
    return count;
  }

 private:
  pool_detail::Storage<T>* storage_;
  size_t next_ = 0;
};

}  // namespace cw
