package dev.jacobean.autodiff.array.cuda;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.jacobean.autodiff.array.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The way of numbers between Java and the device: through blocks that the driver has pinned, so that it copies them
/// beside other work. A Java array is never pinned itself, for that would stop the garbage collector.
///
/// The blocks are used in turn; each is waited for before it is used again. Called under the device's lock only.
final class Staging {
  private static final int BLOCKS = 4;
  private static final int BLOCK_BYTES = 8 << 20;

  private final MemorySegment stream;
  private final List<Block> blocks = new ArrayList<>();
  private int next;

  Staging(MemorySegment stream) {
    this.stream = stream;
  }

  /// @param memory pinned memory of this machine
  /// @param event  passed by the stream when the last copy from or to it is done
  private record Block(MemorySegment memory, MemorySegment event) {}

  /// Writes `count` elements, from number `from` on, into a block.
  @FunctionalInterface
  private interface Writer {
    void write(MemorySegment block, int from, int count);
  }

  void upload(long to, DType dtype, double... values) {
    upload(to, dtype.bytes(), values.length, (block, from, count) -> {
      if (dtype == DType.F64) {
        MemorySegment.copy(values, from, block, JAVA_DOUBLE, 0, count);
        return;
      }
      for (int i = 0; i < count; i++) {
        block.setAtIndex(JAVA_FLOAT, i, (float) values[from + i]);
      }
    });
  }

  void upload(long to, DType dtype, float... values) {
    upload(to, dtype.bytes(), values.length, (block, from, count) -> {
      if (dtype == DType.F32) {
        MemorySegment.copy(values, from, block, JAVA_FLOAT, 0, count);
        return;
      }
      for (int i = 0; i < count; i++) {
        block.setAtIndex(JAVA_DOUBLE, i, values[from + i]);
      }
    });
  }

  void upload(long to, int... values) {
    upload(to, Integer.BYTES, values.length,
        (block, from, count) -> MemorySegment.copy(values, from, block, JAVA_INT, 0, count));
  }

  private void upload(long to, int width, int count, Writer writer) {
    int most = BLOCK_BYTES / width;
    for (int from = 0; from < count; from += most) {
      int some = Math.min(most, count - from);
      Block block = take();
      writer.write(block.memory(), from, some);
      Driver.upload(to + (long) from * width, block.memory(), (long) some * width, stream);
      Driver.record(block.event(), stream);
    }
  }

  /// Waits for the device, and reads what it has computed.
  double[] download(long from, DType dtype, int count) {
    double[] values = new double[count];
    int most = BLOCK_BYTES / dtype.bytes();
    Block ahead = request(from, dtype, 0, Math.min(most, count));
    for (int at = 0; at < count; at += most) {
      Block block = ahead;
      int after = at + most;
      if (after < count) { // copied while this one is read
        ahead = request(from, dtype, after, Math.min(most, count - after));
      }
      Driver.await(block.event());
      read(block.memory(), dtype, values, at, Math.min(most, count - at));
    }
    return values;
  }

  private Block request(long from, DType dtype, int at, int count) {
    Block block = take();
    Driver.download(block.memory(), from + (long) at * dtype.bytes(), (long) count * dtype.bytes(), stream);
    Driver.record(block.event(), stream);
    return block;
  }

  private static void read(MemorySegment block, DType dtype, double[] values, int at, int count) {
    if (dtype == DType.F64) {
      MemorySegment.copy(block, JAVA_DOUBLE, 0, values, at, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      values[at + i] = block.getAtIndex(JAVA_FLOAT, i);
    }
  }

  /// A block that nobody copies from or to any more.
  private Block take() {
    if (blocks.size() < BLOCKS) {
      Block fresh = new Block(Driver.allocateHost(BLOCK_BYTES), Driver.event());
      blocks.add(fresh);
      return fresh;
    }
    Block oldest = blocks.get(next);
    next = (next + 1) % BLOCKS;
    Driver.await(oldest.event());
    return oldest;
  }
}
