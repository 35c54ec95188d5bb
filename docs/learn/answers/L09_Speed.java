import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.*;

void main() {
  Backend f64 = Backends.f64();

  // 1: (AB)v against A(Bv), multiplications for 500 × 500 matrices.
  long n = 500;
  IO.println("1. (AB)v: %,d multiplications, A(Bv): %,d".formatted(n * n * n + n * n, 2 * n * n));

  // 2: what was made in a step and not returned ends with it.
  Workspace memory = new Workspace();
  Tensor[] kept = new Tensor[1];
  memory.step(() -> {
    kept[0] = Tensor.ones(f64, 10).exp();
    return kept[0].sum();
  });
  try {
    kept[0].toDoubles();
  } catch (RuntimeException e) {
    IO.println("2. " + e.getClass().getSimpleName() + ": " + e.getMessage());
  }

  // 3: sums in another order have other roundings; a fixed order has the same ones.
  double[] x = new java.util.Random(1).doubles(100_000).toArray();
  double forward = 0, backward = 0;
  for (int i = 0; i < x.length; i++) {
    forward += x[i];
    backward += x[x.length - 1 - i];
  }
  IO.println("3. two orders, the same bits: " + (forward == backward));
  Parallel.setThreads(1);
  double one = Tensor.of(x).sum().item();
  Parallel.setThreads(2);
  IO.println("   one thread and two, the same bits: " + (one == Tensor.of(x).sum().item()));
}
