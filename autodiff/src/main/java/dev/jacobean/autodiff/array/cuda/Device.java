package dev.jacobean.autodiff.array.cuda;

import dev.jacobean.autodiff.array.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One device with one stream: operations run on it in the order of their calls, behind the program.
///
/// Everything that touches the device runs inside [#within]: it holds the lock, and makes the context this thread's. So
/// a buffer that comes back is free for the next operation at once, and products repeat bit for bit.
final class Device {
  /// Whether each operation is waited for, so that a fault is told with the name of its operation.
  static final boolean SYNCHRONOUS = Settings.of("sync").filter("true"::equals).isPresent();

  /// Threads of a block; the kernels that share memory rely on it.
  static final int THREADS = 256;

  private static final int WARP = 32;

  /// Blocks of a grid, at most; the kernels step through what is left.
  private static final int BLOCKS = 8192;

  /// What cuBLAS recommends from compute capability 9.0 on, and before.
  private static final long LARGE_WORKSPACE = 32L << 20;

  private static final long WORKSPACE = 4L << 20;
  private static final int LARGE = 90;

  private final ReentrantLock lock = new ReentrantLock();
  private final Parameters parameters = new Parameters();
  private final MemorySegment context;
  private final MemorySegment stream;
  private final MemorySegment cublas;
  private final Staging staging;
  private final Kernels kernels;
  private final DeviceMemory memory;
  private final Map<String, Spent> spent = new HashMap<>();

  private Device(int device, int capability) {
    context = Driver.retain(device);
    Driver.setCurrent(context);
    stream = Driver.stream();
    staging = new Staging(stream);
    kernels = new Kernels(capability);
    cublas = Cublas.create();
    long workspace = capability >= LARGE ? LARGE_WORKSPACE : WORKSPACE;
    long address = Driver.allocate(workspace);
    if (address == 0) {
      throw new CudaException.OutOfMemory(Driver.OUT_OF_MEMORY,
          "no room for the %d MiB that cuBLAS works in; another process holds the device's memory"
              .formatted(workspace >> 20));
    }
    Cublas.use(cublas, stream, address, workspace);
    memory = new DeviceMemory(Driver.freeMemory(), this::finish);
  }

  private static @Nullable Device opened;

  /// The device that the setting `device` names, opened when it is first asked for. Not in a static initialiser, whose
  /// exceptions come out wrapped, and only once.
  ///
  /// @throws CudaException if it cannot be used
  static synchronized Device get() {
    Device device = opened;
    if (device == null) {
      Availability availability = Cuda.availability();
      if (!availability.usable()) {
        throw new CudaException.Unavailable(availability.sentence());
      }
      int handle = Driver.device(Cuda.ordinal());
      device = new Device(handle, Cuda.capability(handle));
      opened = device;
    }
    return device;
  }

  /// Runs one operation.
  ///
  /// @throws CudaException.Lost if the device has failed
  <T> T within(String operation, Supplier<T> body) {
    lock.lock();
    try {
      Faults.requireAlive();
      Driver.setCurrent(context);
      Faults.note(operation);
      T result = body.get();
      if (SYNCHRONOUS) {
        finish();
      }
      return result;
    } finally {
      lock.unlock();
    }
  }

  // ---- inside an operation

  DeviceBuffer allocate(long bytes) {
    long some = Math.max(bytes, 1);
    return new DeviceBuffer(this, memory, memory.allocate(some, Faults.operation()), some, Faults.operation());
  }

  /// Whole numbers, for kernels to read.
  DeviceBuffer allocate(int... numbers) {
    DeviceBuffer buffer = allocate((long) numbers.length * Integer.BYTES);
    staging.upload(buffer.address(), numbers);
    return buffer;
  }

  /// Runs a kernel on blocks that walk over `elements`, a thread each.
  void each(Family family, DType dtype, String kernel, int elements, Consumer<Parameters> arguments) {
    if (elements > 0) {
      int threads = Math.ceilDiv(Math.min(elements, THREADS), WARP) * WARP;
      launch(family, dtype, kernel, Math.min(Math.ceilDiv(elements, threads), BLOCKS), threads, arguments);
    }
  }

  /// Runs a kernel on blocks that walk over `shares`, a whole block each.
  void share(Family family, DType dtype, String kernel, int shares, Consumer<Parameters> arguments) {
    if (shares > 0) {
      launch(family, dtype, kernel, Math.min(shares, BLOCKS), THREADS, arguments);
    }
  }

  private void launch(Family family, DType dtype, String kernel, int blocks, int threads,
      Consumer<Parameters> arguments) {
    MemorySegment function = kernels.function(family, dtype, kernel);
    arguments.accept(parameters.clear());
    long begin = System.nanoTime();
    Driver.launch(kernel, function, blocks, threads, stream, parameters.addresses());
    if (SYNCHRONOUS) {
      took(kernel, begin);
    }
  }

  /// Waits for what was called, and notes since when.
  void took(String what, long begin) {
    finish();
    spent.merge(what, new Spent(what, 1, (System.nanoTime() - begin) * 1e-9), Spent::plus);
  }

  /// What took how long since this was last asked.
  List<Spent> spent() {
    lock.lock();
    try {
      List<Spent> all = new ArrayList<>(spent.values());
      spent.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }

  void finish() {
    Driver.finish(stream);
  }

  Staging staging() {
    return staging;
  }

  MemorySegment cublas() {
    return cublas;
  }

  void copy(long to, long from, long bytes) {
    Driver.copy(to, from, bytes, stream);
  }

  /// Zeros.
  void clear(DeviceBuffer buffer, long bytes) {
    if (bytes > 0) {
      Driver.fill(buffer.address(), (byte) 0, bytes, stream);
    }
  }

  // ---- memory

  MemoryUse memoryUse() {
    lock.lock();
    try {
      return memory.use();
    } finally {
      lock.unlock();
    }
  }

  /// Takes a buffer back, in whichever thread its end comes.
  void giveBack(DeviceMemory.Ticket ticket) {
    lock.lock();
    try {
      memory.giveBack(ticket);
    } finally {
      lock.unlock();
    }
  }
}
