package dev.jacobean.autodiff.array.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.jacobean.autodiff.array.Array;
import dev.jacobean.autodiff.array.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The arguments of one kernel, laid out as the driver reads them: an address for each. One block of memory serves all
/// launches, for the driver has copied the arguments when a launch returns.
final class Parameters {
  private static final int MOST = 16;
  private static final int BYTES = 4096;

  private final MemorySegment values = Arena.global().allocate(BYTES, Long.BYTES);
  private final MemorySegment addresses = Arena.global().allocate(ADDRESS, MOST);
  private long end;
  private int count;

  /// Before the first argument of the next launch.
  Parameters clear() {
    end = 0;
    count = 0;
    return this;
  }

  /// For each argument, its address.
  MemorySegment addresses() {
    return addresses;
  }

  /// The storage of an array; where in it the array begins is told apart.
  Parameters array(Array x) {
    return buffer((DeviceBuffer) x.storage());
  }

  Parameters buffer(DeviceBuffer buffer) {
    return address(buffer.address());
  }

  /// An address on the device.
  Parameters address(long address) {
    values.set(JAVA_LONG, room(Long.BYTES), address);
    return this;
  }

  /// A number of type `int` or `unsigned`.
  Parameters number(int value) {
    values.set(JAVA_INT, room(Integer.BYTES), value);
    return this;
  }

  /// A number of type `REAL`.
  Parameters real(DType dtype, double value) {
    if (dtype == DType.F32) {
      values.set(JAVA_FLOAT, room(Float.BYTES), (float) value);
    } else {
      values.set(JAVA_DOUBLE, room(Double.BYTES), value);
    }
    return this;
  }

  /// A struct of type `int` numbers.
  Parameters struct(int... numbers) {
    MemorySegment.copy(numbers, 0, values, JAVA_INT, room((long) Integer.BYTES * numbers.length), numbers.length);
    return this;
  }

  private long room(long bytes) {
    long at = end;
    addresses.setAtIndex(ADDRESS, count++, values.asSlice(at, bytes));
    end = Math.ceilDiv(at + bytes, Long.BYTES) * Long.BYTES;
    return at;
  }
}
