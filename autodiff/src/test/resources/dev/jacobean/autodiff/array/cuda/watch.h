// Watches what kernels read and write, as NVIDIA's compute-sanitizer does on a device: nothing beyond an array, nothing that
// nobody wrote, and no number that two threads touch, one of them to write, unless a barrier of their block, or of their
// warp, is between.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace watch {

// Four bytes are watched at a time: no kernel has smaller numbers.
const int CELL = 4;

// Before and after each array lies as much that nobody may touch.
const size_t MARGIN = 4096;

const uint32_t SEVERAL = ~0u;

// Who touched a cell, and when.
struct Touch { uint32_t launch, block, warp, thread, phase, blockPhase; };

const uint32_t WARP = 32;

struct Cell {
  Touch written, read;
  bool known; // whether it was ever written
};

// A piece of memory: an array of the device, or what the threads of a block share.
struct Piece {
  size_t bytes;
  bool shared;
  std::vector<Cell> cells;
};

static std::map<uint64_t, Piece> pieces;
static std::map<uint64_t, Piece>::iterator last = pieces.end();
static std::string found; // the first fault of the kernel that runs
static uint32_t launch = 0;

static void add(uint64_t address, size_t bytes, bool shared) {
  pieces[address] = Piece{bytes, shared, std::vector<Cell>((bytes + CELL - 1) / CELL)};
}

static void remove(uint64_t address) {
  pieces.erase(address);
  last = pieces.end();
}

// The piece to which an address belongs, with its margins.
static bool find(uint64_t address) {
  auto holds = [=](auto piece) {
    size_t margin = piece->second.shared ? 0 : MARGIN;
    return address + margin >= piece->first && address < piece->first + piece->second.bytes + margin;
  };
  if (last != pieces.end() && holds(last)) {
    return true;
  }
  last = pieces.lower_bound(address + MARGIN + 1);
  if (last == pieces.begin()) {
    last = pieces.end();
    return false;
  }
  last = std::prev(last);
  return holds(last);
}

static void report(const char* what, uint64_t address, Touch me) {
  if (found.empty()) {
    char text[200];
    snprintf(text, sizeof text, "thread %u of block %u %s byte %ld of %s of %zu bytes", me.thread, me.block, what,
        (long) (address - last->first), last->second.shared ? "the block's memory" : "an array", last->second.bytes);
    found = text;
  }
}

// Whether a number was written, or another in the same 16 bytes: an array's last ones are read in one piece with what
// lies behind them.
static bool is_known(const Piece& piece, uint64_t i, Touch me) {
  if (piece.shared) {
    return piece.cells[i].written.launch == me.launch && piece.cells[i].written.block == me.block;
  }
  uint64_t first = i / 4 * 4;
  return std::any_of(piece.cells.begin() + first, piece.cells.begin() + std::min(first + 4, piece.cells.size()),
      [](const Cell& cell) { return cell.known; });
}

// Whether nothing keeps the two apart.
static bool clash(Touch other, Touch me, bool shared) {
  if (other.launch != me.launch || other.block != me.block) {
    return other.launch == me.launch && !shared;
  }
  bool waited = other.warp == me.warp ? other.phase != me.phase : other.blockPhase != me.blockPhase;
  return other.thread != me.thread && !waited;
}

// What a kernel is about to do.
static void access(uint64_t address, unsigned bytes, bool writes, unsigned block, unsigned thread, unsigned phase,
    unsigned blockPhase) {
  if (!find(address)) {
    return; // a thread's own stack
  }
  Piece& piece = last->second;
  Touch me{launch, block, thread / WARP, thread, phase, blockPhase};
  if (address < last->first || address + bytes > last->first + piece.bytes) {
    report(writes ? "writes" : "reads", address, me);
    return;
  }
  for (uint64_t i = (address - last->first) / CELL; i * CELL < address + bytes - last->first; i++) {
    Cell& cell = piece.cells[i];
    if (!writes && !is_known(piece, i, me)) {
      report("reads what nobody wrote:", address, me);
    }
    if (clash(cell.written, me, piece.shared)) {
      report(writes ? "writes what another writes:" : "reads what another writes:", address, me);
    }
    if (writes && clash(cell.read, me, piece.shared)) {
      report("writes what another reads:", address, me);
    }
    if (writes) {
      cell.written = me;
      cell.known = true;
    } else {
      Touch before = cell.read;
      cell.read = me;
      if (before.launch == launch && before.block != block && !piece.shared) {
        cell.read.block = SEVERAL;
      } else if (before.launch == launch && before.block == block && before.blockPhase == blockPhase) {
        cell.read.warp = before.warp == me.warp ? me.warp : SEVERAL;
        cell.read.thread = before.phase != phase || before.thread == thread ? thread : SEVERAL;
      }
    }
  }
}

// Written by something that is no kernel.
static void mark(uint64_t address, size_t bytes) {
  for (size_t i = 0; i < bytes && find(address); i += CELL) {
    last->second.cells[(address + i - last->first) / CELL].known = true;
  }
}

static void copy(uint64_t to, uint64_t from, size_t bytes) {
  for (size_t i = 0; i < bytes && find(from); i += CELL) {
    bool known = last->second.cells[(from + i - last->first) / CELL].known;
    if (find(to)) {
      last->second.cells[(to + i - last->first) / CELL].known = known;
    }
  }
}

}
