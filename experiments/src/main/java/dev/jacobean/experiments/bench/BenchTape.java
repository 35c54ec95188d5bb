package dev.jacobean.experiments.bench;

import dev.jacobean.autodiff.Autodiff;
import dev.jacobean.autodiff.Linearization;
import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.array.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// What the machinery costs an operation when the numbers cost nothing: a chain of 1,000 operations on few numbers.
public final class BenchTape {
  /// Operations in the chain.
  public static final int OPERATIONS = 1_000;

  private static final double START = 0.7;

  private BenchTape() {}

  static List<List<BenchCase>> cases() {
    List<List<BenchCase>> cases = new ArrayList<>();
    for (int length : new int[] {1, 16}) {
      cases.add(List.of(one("evaluate", length, x -> () -> chain(x))));
      cases.add(List.of(one("linearize", length, x -> () -> Autodiff.linearize(BenchTape::chain, x))));
      cases.add(List.of(one("forward_reverse", length, x -> {
        Tensor cotangent = Tensor.full(x.backend(), 1, x.shape());
        return () -> Autodiff.linearize(BenchTape::chain, x).pullback(cotangent);
      })));
      cases.add(List.of(one("jvp", length, x -> {
        Tensor tangent = Tensor.full(x.backend(), 1, x.shape());
        return () -> Autodiff.jvp(BenchTape::chain, x, tangent);
      })));
      cases.add(List.of(one("pullback", length, x -> {
        Tensor cotangent = Tensor.full(x.backend(), 1, x.shape());
        Linearization<Tensor, Tensor> map = Autodiff.linearize(BenchTape::chain, x);
        return () -> map.pullback(cotangent);
      })));
    }
    return cases;
  }

  @FunctionalInterface
  private interface Question {
    Supplier<?> at(Tensor x);
  }

  private static BenchCase one(String name, int length, Question question) {
    return BenchCase.of("tape." + name, DType.F64, 0, () -> question.at(start(length)), OPERATIONS, length)
        .per("operation", OPERATIONS);
  }

  /// Where the chain starts: the same number everywhere.
  public static Tensor start(int length) {
    double[] numbers = new double[length];
    Arrays.fill(numbers, START);
    return length == 1 ? Tensor.scalar(START) : Tensor.of(numbers);
  }

  /// The chain. Four operations take turns, unary and binary, linear and not: of one and the same operation the compiler
  /// would see one primitive at every call and inline it, and programs mix primitives. It stays between -1 and 1.
  public static Tensor chain(Tensor x) {
    Tensor y = x;
    for (int i = 0; i < OPERATIONS; i += 4) {
      y = y.sin().plus(x).negate().times(x);
    }
    return y;
  }
}
