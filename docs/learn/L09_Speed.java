import dev.jacobean.autodiff.*;
import dev.jacobean.autodiff.array.*;
import java.util.function.Function;

void main() {
  var random = new java.util.Random(1);
  Backend f64 = Backends.f64();
  Tensor x = Tensor.normal(f64, random, 256, 64), w = Tensor.normal(f64, random, 64, 64), bias = Tensor.normal(f64, random, 64);

  IO.println("1. do not copy what can be seen: bytes of a bias of 64 numbers, expanded to [256, 64]");
  Tensor expanded = bias.expand(Shape.of(256, 64));
  IO.println("   the same memory: %s, steps through it: %d and %d".formatted(
      expanded.array().storage() == bias.array().storage(), expanded.array().stride(0), expanded.array().stride(1)));

  IO.println("\n2. pass over memory once: the rows are two maps, the numbers are computed together");
  Function<Tensor, Tensor> layer = b -> x.matmul(w).plusRelu(b);
  Autodiff.explain(layer, bias).rows().forEach(row -> IO.println("   " + row.operation() + " → " + row.result()));
  IO.println("   bytes kept %,d".formatted(Autodiff.explain(layer, bias).bytes()));

  IO.println("\n3. use memory again: bytes allocated by a loop of gradient descent");
  Function<Tensor, Tensor> loss = v -> x.matmul(v).tanh().square().mean();
  Workspace memory = new Workspace();
  Tensor at = w;
  long before = 0;
  for (int step = 1; step <= 10; step++) {
    before = step == 3 ? memory.freshBytes() : before;
    at = memory.next(at, v -> v.plusTimes(-0.1, Autodiff.gradient(loss, v)));
  }
  IO.println("   in steps 3 to 10: " + (memory.freshBytes() - before));

  IO.println("\n4. the same bits on any number of threads");
  Parallel.setThreads(1);
  Tensor one = Autodiff.gradient(loss, w);
  Parallel.setThreads(2);
  Tensor two = Autodiff.gradient(loss, w);
  IO.println("   " + java.util.Arrays.equals(one.toDoubles(), two.toDoubles()));

  IO.println("\n5. the meaning is one backend, the speed another: the largest difference");
  Backend plain = Backends.reference(DType.F64);
  Tensor xPlain = x.to(plain);
  Tensor slow = Autodiff.gradient((Tensor v) -> xPlain.matmul(v).tanh().square().mean(), w.to(plain));
  IO.println("   below 1e-12: " + (slow.to(f64).minus(one).abs().max().item() < 1e-12));

  IO.println("\n6. arithmetic per number moved");
  for (int n : new int[] {16, 64, 256, 1024}) {
    IO.println("   %4d × %-4d plus: %.1f   matmul: %6.1f".formatted(n, n, 1 / 3.0, 2.0 * n * n * n / (3.0 * n * n)));
  }
}
