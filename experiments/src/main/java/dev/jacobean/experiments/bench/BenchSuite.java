package dev.jacobean.experiments.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// The groups of cases.
public enum BenchSuite {
  /// Products of matrices.
  GEMM(BenchMatmul::cases),
  /// The convolutions of VGG-11 and their gradients.
  CONV(BenchConvolution::cases),
  /// Functions of each number, sums, softmax.
  ELEMENTWISE(BenchElementwise::cases),
  /// What the machinery costs when the numbers cost nothing.
  TAPE(BenchTape::cases),
  /// Whole steps of training.
  STEPS(BenchSteps::cases);

  private final Supplier<List<List<BenchCase>>> cases;

  BenchSuite(Supplier<List<List<BenchCase>>> cases) {
    this.cases = cases;
  }

  /// The cases; those in one list are to be timed in turns.
  public List<List<BenchCase>> cases() {
    return cases.get();
  }

  /// The case with this title.
  ///
  /// @throws IllegalArgumentException if there is none
  public BenchCase find(String title) {
    return cases().stream().flatMap(List::stream).filter(one -> one.title().equals(title)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("bench: there is no case \"" + title + "\" in " + this));
  }

  /// The suite with this name, in any case of letters.
  public static Optional<BenchSuite> named(String name) {
    return Arrays.stream(values()).filter(suite -> suite.toString().equals(name.toLowerCase(Locale.ROOT))).findFirst();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
