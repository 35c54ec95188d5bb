package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Programs put together at random, differentiated in every way there is: all ways must agree.
///
/// `-Dprograms=10000` runs as many; `-Dseed=7` starts from there. A failure prints the program and its seed; that
/// program alone is `-Dprograms=1 -Dseed=` with its seed.
class RandomProgramsTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int PROGRAMS = Integer.getInteger("programs", 500);

  /// Step of differences: small enough to stay on one side of every kink, large enough to lose only five digits.
  private static final double STEP = 1e-4;

  /// How many differences were too rough to tell: those of steep programs.
  private int inconclusive;

  private int differences;

  @Test
  void allWaysOfDifferentiatingAProgramAgree() {
    for (int i = 0; i < PROGRAMS; i++) {
      long seed = SEED + i;
      RandomProgram program = new RandomProgram(seed);
      Setting setting = seed % 2 == 0 ? Setting.REFERENCE_F64 : Setting.VECTOR_F64;
      try {
        check(program, setting, new Random(seed));
      } catch (AssertionError | RuntimeException e) {
        fail("on " + setting + ", " + program, e);
      }
    }
    assertThat(inconclusive).as("rough differences among %d", differences).isLessThanOrEqualTo(differences / 50 + 1);
  }

  @Test
  void programsAreTheSameForTheSameSeed() {
    assertThat(new RandomProgram(SEED)).hasToString(new RandomProgram(SEED).toString());
  }

  void check(RandomProgram f, Setting setting, Random random) {
    List<Tensor> at = f.at(setting.backend());
    List<Tensor> tangent = f.direction(setting.backend());
    List<Tensor> value = f.apply(at);
    List<Tensor> cotangent = value.stream().map(y -> Tensor.normal(y.backend(), random, y.shape().sizes())).toList();
    firstOrder(f, at, tangent, cotangent, value);
    secondOrder(f, at, tangent, cotangent);
    trees(f, at, tangent, cotangent);
    single(f, setting, tangent);
  }

  private void firstOrder(
      RandomProgram f, List<Tensor> at, List<Tensor> tangent, List<Tensor> cotangent, List<Tensor> value) {
    Linearization<List<Tensor>, List<Tensor>> map = Autodiff.linearize(f, at);
    Jvp<List<Tensor>> streamed = Autodiff.jvp(f, at, tangent);
    List<Tensor> pushed = map.pushforward(tangent);
    close("recorded value", 0, map.value(), value);
    close("streamed value", 0, streamed.value(), value);
    close("streamed and recorded tangents", 0, streamed.tangent(), pushed);
    smooth("pushforward and differences", f, at, tangent, pushed);
    List<Tensor> pulled = map.pullback(cotangent);
    close("a second pullback", 0, map.pullback(cotangent), pulled);
    adjoint("pullback", pulled, tangent, cotangent, pushed);
    List<Tensor> random = Tree.map(x -> Tensor.normal(x.backend(), new Random(1), x.shape().sizes()), at);
    adjoint("pullback, another tangent", pulled, random, cotangent, map.pushforward(random));
  }

  private void secondOrder(RandomProgram f, List<Tensor> at, List<Tensor> tangent, List<Tensor> cotangent) {
    Program gradient = w -> Autodiff.linearize(f, w).pullback(cotangent);
    List<Tensor> forwardOverReverse = Autodiff.jvp(gradient, at, tangent).tangent();
    List<Tensor> reverseOverReverse = Autodiff.linearize(gradient, at).pullback(tangent);
    List<Tensor> reverseOverForward =
        Autodiff.linearize((List<Tensor> w) -> Autodiff.jvp(f, w, tangent).tangent(), at).pullback(cotangent);
    List<Tensor> forwardOverForward =
        Autodiff.jvp((List<Tensor> w) -> Autodiff.jvp(f, w, tangent).tangent(), at, tangent).tangent();
    close("forward over reverse and reverse over reverse", ROUNDING, forwardOverReverse, reverseOverReverse);
    close("forward over reverse and reverse over forward", ROUNDING, forwardOverReverse, reverseOverForward);
    adjoint("forward over forward", forwardOverReverse, tangent, cotangent, forwardOverForward);
    smooth("second derivative and differences", gradient, at, tangent, forwardOverReverse);
  }

  /// Inputs in a record of a list, a map and an array, with what rides along; the whole program checkpointed.
  private void trees(RandomProgram f, List<Tensor> at, List<Tensor> tangent, List<Tensor> cotangent) {
    List<Tensor> pulled = Autodiff.linearize(f, at).pullback(cotangent);
    RandomProgram.Inputs inputs = RandomProgram.tree(at);
    RandomProgram.Inputs gradient = Autodiff.linearize(f::ofTree, inputs).pullback(cotangent);
    close("gradient as a tree", 0, Tree.leaves(gradient), pulled);
    assertThat(gradient.name()).isEqualTo(inputs.name());
    Linearization<List<Tensor>, List<Tensor>> again =
        Autodiff.linearize(Autodiff.checkpoint((List<Tensor> w) -> f.apply(w)), at);
    close("pullback of the checkpointed program", 0, again.pullback(cotangent), pulled);
    close("pushforward of the checkpointed program", 0, again.pushforward(tangent),
        Autodiff.jvp(f, at, tangent).tangent());
  }

  private void single(RandomProgram f, Setting setting, List<Tensor> tangent) {
    Setting single = switch (setting) {
      case VECTOR_F64 -> Setting.VECTOR_F32;
      case CUDA_F64 -> Setting.CUDA_F32;
      default -> Setting.REFERENCE_F32;
    };
    List<Tensor> at = f.at(single.backend());
    Jvp<List<Tensor>> streamed = Autodiff.jvp(f, at, f.direction(single.backend()));
    Linearization<List<Tensor>, List<Tensor>> map = Autodiff.linearize(f, at);
    close("streamed and recorded tangents in F32", 0, streamed.tangent(),
        map.pushforward(f.direction(single.backend())));
    close("tangents in F32 and F64", SINGLE, Laws.exact(streamed.tangent()),
        Laws.exact(Autodiff.jvp(f, f.at(setting.backend()), tangent).tangent()));
  }

  // ---- comparisons

  /// A dozen steps lose a few digits of the sixteen when their derivatives nearly cancel.
  private static final double ROUNDING = 1e-11;

  /// The same of the seven digits of F32.
  private static final double SINGLE = 1e-3;

  /// Central differences; those of two steps tell how rough they are, and that much is allowed for, ten times.
  private void smooth(String what, Program f, List<Tensor> at, List<Tensor> tangent, List<Tensor> expected) {
    List<Tensor> fine = Laws.differences(f, at, tangent, STEP);
    List<Tensor> coarse = Laws.differences(f, at, tangent, 2 * STEP);
    List<Tensor> value = f.apply(at);
    for (int i = 0; i < expected.size(); i++) {
      double roughness = Laws.deviation(fine.get(i).toDoubles(), coarse.get(i).toDoubles());
      differences++;
      if (roughness > 1e-3) {
        inconclusive++;
      } else {
        double size = Arrays.stream(value.get(i).toDoubles()).map(Math::abs).max().orElse(0);
        // rounding/STEP is 1e-12·size
        compare(what, 1e-8 * Math.max(1, size) + 10 * roughness, expected.get(i), fine.get(i));
      }
    }
  }

  private static void adjoint(
      String what, List<Tensor> pulled, List<Tensor> tangent, List<Tensor> cotangent, List<Tensor> pushed) {
    double left = Laws.inner(pulled, tangent);
    double right = Laws.inner(cotangent, pushed);
    double scale = Math.max(1, Laws.sizes(pulled, tangent) + Laws.sizes(cotangent, pushed));
    if (!(Math.abs(left - right) <= ROUNDING * scale)) {
      throw new AssertionError("%s: <pulled, t> is %s, <c, pushed> is %s".formatted(what, left, right));
    }
  }

  private static void close(String what, double tolerance, List<Tensor> left, List<Tensor> right) {
    assertThat(left).as(what).hasSameSizeAs(right);
    for (int i = 0; i < left.size(); i++) {
      compare(what, tolerance, left.get(i), right.get(i));
    }
  }

  private static void compare(String what, double tolerance, Tensor left, Tensor right) {
    double deviation = Laws.deviation(left.toDoubles(), right.toDoubles());
    if (!left.shape().equals(right.shape()) || !(deviation <= tolerance)) {
      throw new AssertionError("%s: %s against %s; deviation %s of the largest, allowed %s".formatted(
          what, left, right, deviation, tolerance));
    }
  }
}
