// CUDA's language on an ordinary processor, as far as the kernels use it: what the stand-in compiles them with.
//
// The threads of a block run one after another. Where they wait for each other, each has a stack of its own and waiting
// hands over to the next; a thread that would not wait where it must is therefore found only by its result.
// Whoever reads or writes where a device could not, for its type asks for rounder addresses, is told so by the compiler.
// The order of the threads is reversed with STANDIN_REVERSED, so that a missing barrier shows as a difference.
// With STANDIN_WATCH each access to the device's and the block's memory is shown to the stand-in, which knows what it may be.
#pragma once
#include <cmath>
#include <csetjmp>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <tuple>
#include <ucontext.h>
#include <utility>

using std::exp; using std::expm1; using std::log; using std::log1p; using std::sin; using std::cos; using std::tanh;
using std::erf; using std::pow; using std::sqrt; using std::fabs; using std::floor;

struct Index { unsigned x, y, z; };
static Index threadIdx, blockIdx, blockDim, gridDim;

#define __device__
// Blocks run one after another, so that one copy serves all.
#define __shared__ static __attribute__((section("block")))

// How far a block is: both grow at its barriers, `phase` at those of warps, too.
static unsigned phase, blockPhase;
static bool blockWaits;

// Who is told of each access, if anybody: the compiler puts the calls there (-fsanitize=thread), and that is all that is
// used of it.
static void (*watcher)(uint64_t address, unsigned bytes, bool writes, unsigned block, unsigned thread, unsigned phase,
    unsigned blockPhase);

#define PRIVATE extern "C" __attribute__((visibility("hidden"), no_sanitize("thread")))

#define ACCESS(name, bytes, writes)                                                                               \
  PRIVATE void __tsan_##name(void* address) {                                                                     \
    if (watcher != nullptr) {                                                                                     \
      watcher((uint64_t) address, bytes, writes, blockIdx.x, threadIdx.x, phase, blockPhase);                     \
    }                                                                                                             \
  }

#define ACCESSES(bytes)                                                                                           \
  ACCESS(read##bytes, bytes, false) ACCESS(unaligned_read##bytes, bytes, false)                                   \
  ACCESS(write##bytes, bytes, true) ACCESS(unaligned_write##bytes, bytes, true)

ACCESSES(1) ACCESSES(2) ACCESSES(4) ACCESSES(8) ACCESSES(16)

#define ACCESS_RANGE(name, writes)                                                                                \
  PRIVATE void __tsan_##name##_range(void* address, size_t bytes) {                                               \
    if (watcher != nullptr) {                                                                                     \
      watcher((uint64_t) address, bytes, writes, blockIdx.x, threadIdx.x, phase, blockPhase);                     \
    }                                                                                                             \
  }

ACCESS_RANGE(read, false) ACCESS_RANGE(write, true)

PRIVATE void __tsan_init() {}
PRIVATE void __tsan_func_entry(void*) {}
PRIVATE void __tsan_func_exit() {}

// The ends of what the threads of a block share, as the linker knows them; of a family without such, nothing.
extern "C" __attribute__((visibility("hidden"), weak)) char __start_block[], __stop_block[];

// Begins to watch, and says what the threads of a block share.
extern "C" void watch(void (*by)(uint64_t, unsigned, bool, unsigned, unsigned, unsigned, unsigned), uint64_t* address,
    size_t* bytes) {
  watcher = by;
  *address = (uint64_t) __start_block;
  *bytes = __stop_block - __start_block;
}

// A thread with a stack of its own. ucontext makes it, once; after that setjmp and longjmp change between stacks, for
// swapcontext asks the system each time.
struct Fiber {
  ucontext_t start;
  jmp_buf place;
  char* stack = nullptr;
  bool done = false;
};

static Fiber fibers[1024];
static Fiber* current;
static ucontext_t maker;
static jmp_buf scheduler;
static const std::function<void()>* body;

static void hand_over() {
  if (_setjmp(current->place) == 0) {
    _longjmp(scheduler, 1);
  }
}

static void resume(Fiber& fiber) {
  current = &fiber;
  if (_setjmp(scheduler) == 0) {
    _longjmp(fiber.place, 1);
  }
}

[[maybe_unused]] static void __syncthreads() {
  blockWaits = true;
  hand_over();
}

// Waits for the whole block, too, but then only what neighbours did counts as done.
[[maybe_unused]] static void __syncwarp() { hand_over(); }

static void live() {
  if (_setjmp(current->place) == 0) {
    swapcontext(&current->start, &maker);
  }
  for (;;) {
    (*body)();
    current->done = true;
    hand_over();
  }
}

static void make(Fiber& fiber) {
  const size_t bytes = 32768;
  fiber.stack = (char*) malloc(bytes);
  getcontext(&fiber.start);
  fiber.start.uc_stack.ss_sp = fiber.stack;
  fiber.start.uc_stack.ss_size = bytes;
  fiber.start.uc_link = nullptr;
  makecontext(&fiber.start, live, 0);
  current = &fiber;
  swapcontext(&maker, &fiber.start);
}

// Whether threads waited for others of their block that had ended.
static bool divided = false;

static void block_with_barriers(unsigned threads, bool reversed) {
  blockWaits = true;
  for (unsigned t = 0; t < threads; t++) {
    if (fibers[t].stack == nullptr) {
      make(fibers[t]);
    }
    fibers[t].done = false;
  }
  for (bool left = true; left;) {
    left = false;
    phase++;
    blockPhase = std::exchange(blockWaits, false) ? phase : blockPhase;
    bool over = false;
    for (unsigned i = 0; i < threads; i++) {
      unsigned t = reversed ? threads - 1 - i : i;
      if (!fibers[t].done) {
        threadIdx.x = t;
        resume(fibers[t]);
        (fibers[t].done ? over : left) = true;
      }
    }
    divided |= left && over;
  }
}

// Called by what the compiler puts before each access (-fsanitize=alignment), if the address is not round enough.
static bool misaligned = false;
extern "C" __attribute__((visibility("hidden"))) void __ubsan_handle_type_mismatch_v1(void*, void*) { misaligned = true; }

static void run(const std::function<void()>& kernel, bool barriers, unsigned blocks, unsigned threads) {
  body = &kernel;
  gridDim = {blocks, 1, 1};
  blockDim = {threads, 1, 1};
  bool reversed = getenv("STANDIN_REVERSED") != nullptr;
  for (unsigned b = 0; b < blocks; b++) {
    blockIdx = {reversed ? blocks - 1 - b : b, 0, 0};
    if (barriers) {
      block_with_barriers(threads, reversed);
      continue;
    }
    for (unsigned t = 0; t < threads; t++) {
      threadIdx.x = reversed ? threads - 1 - t : t;
      kernel();
    }
  }
}

// A kernel with its parameters, to be run later: each is copied through its address at once, as the driver does; their types
// come from the kernel's own signature.
template <class... A, size_t... I>
static std::function<void()> bound(void (*kernel)(A...), void** parameters, std::index_sequence<I...>) {
  auto values = std::make_tuple(*(std::remove_const_t<A>*) parameters[I]...);
  return [kernel, values] { std::apply(kernel, values); };
}

template <class... A>
static std::function<void()> bound(void (*kernel)(A...), void** parameters) {
  return bound(kernel, parameters, std::index_sequence_for<A...>());
}

#ifndef BARRIERS
#define BARRIERS false
#endif

#define KERNEL(name, parameters)                                                                                  \
  static void kernel_##name parameters;                                                                           \
  extern "C" std::function<int()>* name(unsigned blocks, unsigned threads, void** values) {                       \
    auto kernel = bound(kernel_##name, values);                                                                   \
    return new std::function<int()>([=] {                                                                         \
      run(kernel, BARRIERS, blocks, threads);                                                                     \
      return std::exchange(misaligned, false) ? 716 : std::exchange(divided, false) ? 719 : 0;                    \
    });                                                                                                           \
  }                                                                                                               \
  static void kernel_##name parameters
