package dev.jacobean.autodiff;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One running differentiation. Traces nest by age: the youngest one among an operation's arguments interprets it.
///
/// Ages come from one counter, so the nesting needs no stack and no thread-local, and two perturbations can never be
/// confused (Siskind & Pearlmutter 2005, "Perturbation confusion and referential transparency"). A trace belongs to the
/// thread that began it; different threads may run different traces.
abstract sealed class Trace permits Forward, Tape {
  private static final AtomicLong BORN = new AtomicLong();

  private final long age = BORN.incrementAndGet();
  private final Thread owner = Thread.currentThread();
  private boolean open = true;

  /// The youngest trace that watches one of the arguments; null if they are all numbers.
  static @Nullable Trace innermost(Tensor... x) {
    Trace youngest = null;
    for (Tensor tensor : x) {
      if (tensor instanceof Traced traced && (youngest == null || traced.trace.age > youngest.age)) {
        youngest = traced.trace;
      }
    }
    return youngest;
  }

  /// Whether this trace watches `x`.
  final boolean watches(Tensor x) {
    return x instanceof Traced traced && traced.trace == this;
  }

  /// What `x` is one level down, where this trace is not seen.
  final Tensor peel(Tensor x) {
    return x instanceof Traced traced && traced.trace == this ? traced.primal : x;
  }

  final Tensor[] peel(Tensor... x) {
    Tensor[] primals = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      primals[i] = peel(x[i]);
    }
    return primals;
  }

  /// The value `y` of a primitive at `primals`, watched: takes note of its local linear maps in the watched arguments.
  final Tensor extend(Primitive primitive, Tensor[] x, Tensor[] primals, Tensor y) {
    if (!open) {
      throw escaped(primitive.name() + ": an argument", Arrays.stream(x).filter(this::watches).findFirst().orElseThrow());
    }
    if (Thread.currentThread() != owner) {
      throw elsewhere(primitive.name());
    }
    return note(primitive, x, primals, y);
  }

  /// A result one level down. If another differentiation watched it and has ended, how it depends on this one's arguments
  /// can no longer be known.
  final Tensor result(Tensor y) {
    if (y instanceof Traced traced && traced.trace != this && !traced.trace.open) {
      throw escaped("the function's result: a tensor", y);
    }
    return peel(y);
  }

  /// What a user's function gave.
  static <Q> Q given(Q value) {
    return Objects.requireNonNull(value, "the function's value is null; must be a tensor or a tree of tensors");
  }

  private static IllegalStateException escaped(String what, Tensor x) {
    return new IllegalStateException(what + " of shape " + x.shape()
        + " escaped the differentiation that watched it, which has ended; return it from the function (as auxiliary"
        + " output), or take stopGradient() of it inside");
  }

  private IllegalStateException elsewhere(String operation) {
    return new IllegalStateException(operation + ": an argument is watched by a differentiation on thread "
        + owner.getName() + ", but used on " + Thread.currentThread().getName() + "; a differentiated function must run"
        + " on one thread (each operation uses all cores by itself)");
  }

  abstract Tensor note(Primitive primitive, Tensor[] x, Tensor[] primals, Tensor y);

  /// Ends the watching: what is still marked by this trace has escaped.
  final void close() {
    open = false;
  }
}
