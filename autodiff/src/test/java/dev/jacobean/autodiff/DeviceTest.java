package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.jacobean.autodiff.Catalogue.Row;
import dev.jacobean.autodiff.array.Backend;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.Pool;
import dev.jacobean.autodiff.array.cuda.Cuda;
import dev.jacobean.autodiff.array.cuda.StandIn;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds of derivatives holds of them on the device: every law, random programs, and steps that give memory back.
@Tag("gpu")
class DeviceTest {
  private static final long SEED = 2024;

  private static final int ORDER = 3;

  /// Fewer on the stand-in: what they are put together of is the same as on the processor, where there are more.
  private static final int PROGRAMS = Integer.getInteger("programs", Boolean.getBoolean("gpu") ? 500 : 100);

  @BeforeAll
  static void use() {
    StandIn.use();
  }

  static Stream<Arguments> rows() {
    return Catalogue.ROWS.stream()
        .flatMap(row -> Setting.DEVICE.stream().map(setting -> Arguments.of(row, setting)));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("rows")
  void everyOperationObeysEveryLaw(Row row, Setting setting) {
    List<Tensor> at = row.arguments(setting, SEED);
    boolean isDouble = setting.isDouble() && !row.rounds();
    new Laws(row + " on " + setting, isDouble, SEED).hold(row.body().program(), row.exact().program(), at, ORDER);
  }

  @Test
  void allWaysOfDifferentiatingAProgramAgree() {
    for (long seed = 1; seed <= PROGRAMS; seed++) {
      RandomProgram program = new RandomProgram(seed);
      try {
        new RandomProgramsTest().check(program, Setting.CUDA_F64, new Random(seed));
      } catch (AssertionError | RuntimeException e) {
        fail("on the device, " + program, e);
      }
    }
  }

  /// Two convolutions, pooling of both kinds and a layer, as they are trained and linearised.
  private static Tensor loss(List<Tensor> w, Tensor images, Tensor targets) {
    Tensor hidden = images.conv2d(w.get(0), 1, 1).plusRelu(w.get(1)).maxPool2d(2, 2, 0)
        .conv2d(w.get(2), 1, 1).relu().avgPool2d(2, 2, 0);
    Tensor scores = hidden.reshape(images.shape().size(0), -1).matmul(w.get(3));
    return scores.logSoftmax(1).times(targets).sum().negate();
  }

  @ParameterizedTest
  @EnumSource(names = {"CUDA_F64", "CUDA_F32"})
  void aNetworkHasTheDerivativesThatPlainLoopsGive(Setting setting) {
    Random random = new Random(SEED);
    List<Tensor> w = Stream.of(new int[] {3, 3, 3, 8}, new int[] {8}, new int[] {3, 3, 8, 6}, new int[] {24, 5})
        .map(sizes -> Tensor.normal(Setting.EXACT, random, sizes).times(0.3)).toList();
    List<Tensor> direction = w.stream().map(x -> Tensor.normal(Setting.EXACT, random, x.shape().sizes())).toList();
    Tensor images = Tensor.normal(Setting.EXACT, random, 4, 8, 8, 3);
    Tensor targets = Tensor.uniform(Setting.EXACT, random, 4, 5).greater(0.7);
    List<Tensor> here = w.stream().map(x -> x.to(setting.backend())).toList();
    List<Tensor> along = direction.stream().map(x -> x.to(setting.backend())).toList();
    Tensor imagesHere = images.to(setting.backend());
    Tensor targetsHere = targets.to(setting.backend());
    close(setting, Autodiff.gradient(x -> loss(x, imagesHere, targetsHere), here),
        Autodiff.gradient(x -> loss(x, images, targets), w));
    close(setting, Autodiff.hvp(x -> loss(x, imagesHere, targetsHere), here, along),
        Autodiff.hvp(x -> loss(x, images, targets), w, direction));
  }

  /// Sums of some hundred terms, each rounded to 2⁻⁵³ or 2⁻²⁴ of its size.
  private static void close(Setting setting, List<Tensor> here, List<Tensor> plain) {
    for (int i = 0; i < plain.size(); i++) {
      assertThat(Laws.deviation(here.get(i).toDoubles(), plain.get(i).toDoubles())).as("result %d", i)
          .isLessThan(setting.isDouble() ? 1e-13 : 1e-4);
    }
  }

  /// They are drawn here, one after another as everywhere, and carried over: the same seed gives the same numbers.
  @ParameterizedTest
  @EnumSource(names = {"CUDA_F64", "CUDA_F32"})
  void randomNumbersAreThoseOfTheProcessor(Setting setting) {
    Backend here = Backends.reference(setting.backend().dtype());
    assertThat(Tensor.normal(setting.backend(), new Random(SEED), 1001).toDoubles())
        .isEqualTo(Tensor.normal(here, new Random(SEED), 1001).toDoubles());
    assertThat(Tensor.uniform(setting.backend(), new Random(SEED), 7, 11).toDoubles())
        .isEqualTo(Tensor.uniform(here, new Random(SEED), 7, 11).toDoubles());
  }

  // ---- steps

  private static Tensor some(long seed) {
    return Tensor.normal(Setting.CUDA_F32.backend(), new Random(seed), 1000);
  }

  /// No slope of it lives as long as `w` does, which is longer than the step.
  private static Tensor descend(Tensor w) {
    return w.minus(Autodiff.gradient(x -> x.tanh().square().sum(), w).times(0.1));
  }

  @Test
  void aStepGivesItsMemoryBackWithoutTheCollector() {
    Workspace memory = new Workspace(new Pool());
    Tensor state = some(1);
    Tensor plain = state;
    for (int i = 0; i < 3; i++) {
      state = memory.next(state, DeviceTest::descend);
      plain = descend(plain);
    }
    assertThat(state.toDoubles()).isEqualTo(plain.toDoubles());
    long live = Cuda.memory().live();
    for (int i = 0; i < 50; i++) {
      state = memory.next(state, DeviceTest::descend);
    }
    // Each step hands over one array, and ends all others; garbage of earlier tests may go in the meantime.
    assertThat(Cuda.memory().live()).isLessThanOrEqualTo(live);
  }

  @Test
  void whatAStepDoesNotReturnEndsWithIt() {
    Workspace memory = new Workspace(new Pool());
    Tensor[] kept = new Tensor[1];
    Tensor twice = memory.step(() -> {
      kept[0] = some(1).plus(1);
      return kept[0].times(2);
    });
    assertThat(twice.toDoubles()[0]).isEqualTo(2 * some(1).plus(1).toDoubles()[0]);
    assertThatThrownBy(() -> kept[0].toDoubles()).isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("a tensor was read after its end: it was made in a step of a Workspace");
    assertThatThrownBy(() -> kept[0].plus(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatAnInnerStepReturnsEndsWithTheOuterOne() {
    Workspace memory = new Workspace(new Pool());
    Tensor[] inner = new Tensor[1];
    Tensor sum = memory.step(() -> {
      inner[0] = memory.step(() -> some(1).plus(1));
      memory.step(() -> some(2).times(3)); // would write over it, had it been given back
      return inner[0].plus(inner[0]);
    });
    assertThat(sum.toDoubles()).isEqualTo(some(1).plus(1).plus(some(1).plus(1)).toDoubles());
    assertThatThrownBy(() -> inner[0].toDoubles()).isInstanceOf(IllegalStateException.class);
    long live = Cuda.memory().live();
    memory.release(sum, List.of());
    assertThat(Cuda.memory().live()).isLessThan(live);
    assertThatThrownBy(sum::toDoubles).isInstanceOf(IllegalStateException.class);
  }
}
